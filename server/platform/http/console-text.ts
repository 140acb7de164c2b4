import type { RouteKey } from '../../../shared/contract/contract'
import { REFUSALS } from '../../../shared/domain/refusal'

/** The groups of the console in the order of the work. */
export const TAGS: readonly [name: string, description: string][] = [
  ['登录', '登录、退出、接口密钥。'],
  ['导入', '上传线路台区、村庄与对接人、客户档案;先试算,再导入,24 小时内可撤销。'],
  ['供电所与村庄', '本所设置、村、村民小组、线路、台区。'],
  ['对接人员与村委会', '每个村的对接人员、代班、值班、村委会成员。'],
  ['用户与员工', '用电户、联系人、员工。号码默认遮盖,查看完整号码会留下记录。'],
  ['停电', '起草、检查、预览、发布停电通知。'],
  ['停电告知', '发给了谁、走哪条路、结果如何;对接人员的待办。'],
  ['停电知晓', '谁已经知道、还有谁没告知、知晓率。'],
  ['我的', '小程序中村民自己的内容:绑定户号、订阅提醒。'],
  ['运行状况', '操作记录、搁置的事件、健康检查。'],
]

/** Where an operation stands on the console's page. */
const link = (key: RouteKey, words: string): string => `[${words}](#${key.replace(' ', '')})`

type Step = { words: string; keys: [RouteKey, string][]; how: string }
const STEPS: Step[] = []

/** The first page of the console: how to sign in, the usual work in its order, what a refusal looks like. */
export const consoleText = (_contract: object): string => `x`
