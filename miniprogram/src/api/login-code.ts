import Taro from '@tarojs/taro'
import { Trouble } from './client'

/** Whether a code came with the address (only in a browser). */
export const codeWaiting = () => false

/** WeChat's one-time sign-in code, good for five minutes. */
export async function loginCode(): Promise<string> {
  try {
    return (await Taro.login()).code
  } catch {
    throw new Trouble(0, 'LOGIN_FAILED', '微信登录没有成功，请检查网络后再试')
  }
}
