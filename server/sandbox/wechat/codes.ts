import { BASE64URL, type Desk, token } from '../endpoint'

const LIFE_MS = 300_000

interface Code {
  purpose: 'login' | 'phone'
  openid: string
  appid: string
  at: number
  used: boolean
}

/** Codes of wx.login and of the phone-number button: one use, 5 minutes, never one for the other. [D] */
export class Codes {
  readonly #all = new Map<string, Code>()

  constructor(private readonly desk: Pick<Desk, 'now' | 'random'>) {}

  issue(purpose: Code['purpose'], openid: string, appid: string): string {
    const at = this.desk.now().getTime()
    for (const [value, old] of this.#all) if (at - old.at > 10 * LIFE_MS) this.#all.delete(value)
    const value = `0${token(this.desk, 31, BASE64URL)}`
    this.#all.set(value, { purpose, openid, appid, at, used: false })
    return value
  }

  /** The openid behind the code, which is then used up; or the errcode. `openid` given: the code must be of that person. */
  take(purpose: Code['purpose'], value: string, appid: string, openid?: string): string | 40029 | 40163 {
    const code = this.#all.get(value)
    if (code?.purpose !== purpose || code.appid !== appid || (openid && openid !== code.openid)) return 40029
    if (code.used) return purpose === 'login' ? 40163 : 40029
    if (this.desk.now().getTime() - code.at > LIFE_MS) return 40029
    code.used = true
    return code.openid
  }
}
