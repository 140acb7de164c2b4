/** What the far ends know us by. The server's sandbox configuration must say the same. None of it opens anything real. */
export interface Accounts {
  wechat: { appid: string; secret: string }
  aliyun: { accessKeyId: string; accessKeySecret: string }
  tencent: { secretId: string; secretKey: string; sdkAppId: string }
  sms: { key: string }
}

export const SANDBOX_ACCOUNTS: Accounts = {
  wechat: { appid: 'wx0000000000000000', secret: 'sandbox-wechat-secret' },
  aliyun: { accessKeyId: 'sandbox-key-id', accessKeySecret: 'sandbox-key-secret' },
  tencent: { secretId: 'sandbox-key-id', secretKey: 'sandbox-key-secret', sdkAppId: '1400000000' },
  sms: { key: 'sandbox-sms-key' },
}
