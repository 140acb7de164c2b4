import type { Config } from '../../config'
import type { Tools } from '../../deps'
import { aliyunSms } from './aliyun'
import { manualSms } from './manual'
import { sandboxSms } from './sandbox-provider'
import type { Sms } from './sms'
import { tencentSms } from './tencent'

/** The provider the settings name. */
export function createSms(settings: Config['sms'], tools: Pick<Tools, 'clock'>): Sms {
  switch (settings.provider) {
    case 'sandbox':
      return sandboxSms(settings)
    case 'aliyun':
      return aliyunSms(settings, tools)
    case 'tencent':
      return tencentSms(settings)
    case 'manual':
      return manualSms()
  }
}
