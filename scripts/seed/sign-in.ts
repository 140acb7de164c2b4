/** One line of data/sign-ins.json: what `npm start` prints, and what commands and the tour read. */
export type SignIn = { role: string; name: string; signIn: string; account?: string; password?: string; phone?: string }

/** Those who sign in through WeChat, as the sandbox takes them. */
export const inSandbox = (signIns: readonly SignIn[]) =>
  signIns.flatMap(({ phone, name, role }) => (phone ? [{ phone, nickname: `${name}(${role})` }] : []))
