import path from 'node:path'
import { defineConfig, type UserConfigExport } from '@tarojs/cli'

/** Plain rules shared with the server are compiled like our own source; everything else outside src stays out. */
const shared = path.resolve(__dirname, '../../shared')
const target = process.env.TARO_ENV ?? 'weapp'
/** A browser preview talks to the host that served it; a phone needs the full https address of the station's server. */
const apiBase = target === 'h5' ? '' : (process.env.MINIPROGRAM_API_BASE ?? 'http://127.0.0.1:3000')

/** Sizes stay px: as rpx, text and buttons would shrink on a 320-wide phone and fall below the elderly-design sizes. */
const pxtransform = { enable: false, config: {} }

/** Webpack's notes from the last build; a second build takes a few seconds. Kept out of node_modules, which `npm ci` deletes. */
const keepCache = (chain: { get(key: 'cache'): unknown; set(key: 'cache', value: unknown): unknown }) =>
  chain.set('cache', { ...(chain.get('cache') as object), cacheDirectory: path.resolve(__dirname, '../.cache') })

const config: UserConfigExport = {
  projectName: 'cunsuo-link',
  date: '2026-11-22',
  designWidth: 375,
  deviceRatio: { 640: 2.34 / 2, 750: 1, 375: 2, 828: 1.81 / 2 },
  sourceRoot: 'src',
  outputRoot: `dist/${target}`,
  plugins: [
    path.resolve(__dirname, 'aria.ts'),
    '@tarojs/plugin-framework-react',
    '@tarojs/plugin-platform-weapp',
    '@tarojs/plugin-platform-h5',
  ],
  defineConstants: { API_BASE: JSON.stringify(apiBase) },
  copy: { patterns: [], options: {} },
  framework: 'react',
  compiler: { type: 'webpack5', prebundle: { enable: false } },
  cache: { enable: true },
  mini: {
    compile: { include: [shared] },
    postcss: { pxtransform, cssModules: { enable: false } },
    optimizeMainPackage: { enable: true },
    webpackChain: keepCache,
  },
  h5: {
    compile: { include: [shared] },
    // Relative, because the preview is served under /preview/ of the station's server.
    publicPath: './',
    staticDirectory: 'static',
    output: { filename: 'js/[name].[contenthash:8].js', chunkFilename: 'js/[name].[contenthash:8].js' },
    miniCssExtractPluginOption: {
      ignoreOrder: true,
      filename: 'css/[name].[contenthash:8].css',
      chunkFilename: 'css/[name].[contenthash:8].css',
    },
    postcss: { pxtransform, autoprefixer: { enable: true, config: {} }, cssModules: { enable: false } },
    router: { mode: 'hash' },
    webpackChain: keepCache,
  },
}

export default defineConfig(config)
