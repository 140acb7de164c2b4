import { answerOf, refuse, type WxKit } from './wx-call'

/** APIs that only have to be called: they change nothing a test could see except the list of calls. */
const RECORDED = (
  'stopPullDownRefresh showNavigationBarLoading hideNavigationBarLoading hideHomeButton setBackgroundColor ' +
  'setBackgroundTextStyle setTabBarBadge removeTabBarBadge showTabBarRedDot hideTabBarRedDot setTabBarItem showShareMenu ' +
  'hideShareMenu updateShareMenu vibrateShort vibrateLong setKeepScreenOn previewImage openDocument openLocation ' +
  'makePhoneCall saveImageToPhotosAlbum openSetting authorize hideKeyboard checkSession openPrivacyContract ' +
  'requirePrivacyAuthorize openCustomerServiceChat addPhoneContact loadFontFace'
).split(' ')
const LOCATION = ['getLocation', 'chooseLocation', 'choosePoi', 'getFuzzyLocation']
/** Templates of one subscribe request; clients of 2026 allow five, older ones three. */
const MAX_TEMPLATES = 3

/** Sign-in, subscribe messages, payment, media, privacy: with the calling rules of the real client. */
export function addAbilities({ host, api }: WxKit) {
  for (const name of RECORDED) api(name, (args) => answerOf(host, name, args, () => ({})))
  let clipboard = ''
  api('setClipboardData', ({ data }) => {
    clipboard = data
  })
  api('getClipboardData', () => ({ data: clipboard }))
  let codes = 0
  api('login', (args) => answerOf(host, 'login', args, () => ({ code: `code-${++codes}` })))
  api('requestSubscribeMessage', (args, { gesture }) => {
    const { tmplIds } = args
    if (!Array.isArray(tmplIds) || !tmplIds.length) refuse('tmplIds is empty', { errCode: 10001 })
    if (tmplIds.length > MAX_TEMPLATES) refuse('Templates size out of limit', { errCode: 20003 })
    if (!gesture) refuse('can only be invoked by user TAP gesture.')
    return answerOf(host, 'requestSubscribeMessage', args, () =>
      Object.fromEntries(tmplIds.map((id) => [id, 'accept'])),
    )
  })
  api('requestPayment', (args) => {
    for (const key of ['timeStamp', 'nonceStr', 'package', 'paySign'])
      if (typeof args[key] !== 'string' || !args[key])
        refuse(`parameter error: parameter.${key} should be String instead of ${typeof args[key]}`)
    if (!args.package.startsWith('prepay_id=')) refuse('package must be prepay_id=…')
    return answerOf(host, 'requestPayment', args, () => ({}))
  })
  const declared = (name: string) => {
    if ((host.bundle.app.requiredPrivateInfos ?? []).includes(name)) return
    refuse('the api need to be declared in the requiredPrivateInfos field in app.json/ext.json', { errno: 112 })
  }
  for (const name of LOCATION)
    api(name, (args) => {
      declared(name)
      if (!host.bundle.app.permission?.['scope.userLocation'])
        host.problem(`${name}: app.json permission.scope.userLocation is missing`)
      return answerOf(host, name, args, () => ({ latitude: 30, longitude: 104, accuracy: 30, name: '', address: '' }))
    })
  api('chooseAddress', (args) => {
    declared('chooseAddress')
    return answerOf(host, 'chooseAddress', args, () => ({}))
  })
  const picture = { tempFilePath: 'http://tmp/photo.jpg', size: 1024, fileType: 'image' }
  const ready: Record<string, object> = {
    scanCode: { result: 'text', scanType: 'QR_CODE' },
    chooseMedia: { tempFiles: [picture], type: 'image' },
    getSetting: { authSetting: {}, subscriptionsSetting: { mainSwitch: true, itemSettings: {} } },
    getPrivacySetting: { needAuthorization: false, privacyContractName: '《隐私保护指引》' },
  }
  for (const [name, answer] of Object.entries(ready)) api(name, (args) => answerOf(host, name, args, () => answer))
}
