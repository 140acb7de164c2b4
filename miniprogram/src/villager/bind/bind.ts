import { readAccountNo } from '../../../../shared/domain/account-no'

/** What somebody may be to the head of a household; chosen by tapping, not typed. */
export const RELATIONS = ['本人', '配偶', '儿子', '女儿', '父母', '其他亲友'] as const

/** The first thing to correct, as a sentence; null when all is well. */
export function wrongIn({ accountNo, name }: { accountNo: string; name: string }): string | null {
  const reading = readAccountNo(accountNo)
  if ('fault' in reading) return reading.fault
  if (!name.trim()) return '请填户名，就是电费单上的名字'
  return null
}
