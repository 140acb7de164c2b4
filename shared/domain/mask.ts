/** What may be shown where the full value is not needed. Nothing here can be turned back. */

/** 138****1234; a land line keeps its area code and two digits, 0419-****34; anything else is all stars. */
export function maskPhone(phone: string): string {
  if (/^1\d{10}$/.test(phone)) return `${phone.slice(0, 3)}****${phone.slice(-4)}`
  const landline = /^(0\d{2,3})-(\d{7,8})$/.exec(phone)
  return landline === null ? '****' : `${landline[1]}-****${(landline[2] as string).slice(-2)}`
}

/** The last four digits of a 户号, ******0004; a shorter one than eight shows nothing. */
export const maskAccountNo = (accountNo: string): string =>
  accountNo.length < 8 ? '****' : `******${accountNo.slice(-4)}`

/** The first and the last character of an ID number; place, birthday and sex stay hidden. */
export const maskIdNumber = (id: string): string =>
  id.length < 15 ? '****' : `${id.slice(0, 1)}${'*'.repeat(id.length - 2)}${id.slice(-1)}`

/** 王**, always two stars so that the length says nothing; a rare first character stays whole. */
export const maskName = (name: string): string => {
  const first = [...name.trim()][0]
  return first === undefined ? '**' : `${first}**`
}
