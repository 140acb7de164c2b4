import type { IPluginContext } from '@tarojs/service'
import { ARIA } from '../src/aria-attributes'

/** The part of a platform that builds templates. */
type Platform = {
  runtimePath: string | string[]
  template?: { mergeComponents(ctx: IPluginContext, patch: object): void }
}

/**
 * Taro leaves aria attributes out of the WXML it writes, so a screen reader would know no roles and no labels.
 * The same table must reach template and running code in the same order (src/aria-attributes.ts).
 */
export default (ctx: IPluginContext) =>
  ctx.registerMethod({
    name: 'onSetupClose',
    fn(platform: Platform) {
      platform.template?.mergeComponents(ctx, ARIA)
      if (platform.template)
        platform.runtimePath = [platform.runtimePath, require.resolve('../src/aria-runtime.ts')].flat()
    },
  })
