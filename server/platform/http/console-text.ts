import { contract, type RouteKey } from '../../../shared/contract/contract'
import { REFUSALS } from '../../../shared/domain/refusal'

/** The groups of the console in the order of the work. */
export const TAGS: readonly [name: string, description: string][] = [
  ['登录', '登录、退出、接口密钥。'],
  ['导入', '上传线路台区、村庄与对接人、客户档案：先试算，再导入，24 小时内可撤销。'],
  ['供电所与村庄', '本所设置、村、村民小组、线路、台区、空白点。'],
  ['对接人员与村委会', '每个村的对接人员、代班、值班经理、村委会成员。'],
  ['用户与员工', '用电户、联系人、员工。号码默认隐去，查看完整号码会留下记录。'],
  ['停电', '停电通知：起草、检查、预览、发布。'],
  ['停电告知', '通知走哪条路、发到哪一步；人工短信名单；对接人员的待办。'],
  ['停电知晓', '谁已经知道、还有谁没告知、知晓率。'],
  ['我的', '小程序里每个人自己的内容：绑定户号、订阅提醒。'],
  ['运行状况', '操作记录、搁置的事件、健康检查。'],
]

/** Link to an operation on the console's page. */
export const anchor = (key: RouteKey): string => {
  const [method, path] = key.split(' ') as [string, string]
  return `#tag/${encodeURIComponent(contract[key].tag)}/${method}${path.replace(/:(\w+)/g, '{$1}')}`
}
const link = (key: RouteKey): string => `[${contract[key].summary}](${anchor(key)})`

/** One job of the station: what to press, in which order, what to fill in. */
type Job = { name: string; steps: string[] }

const JOBS: Job[] = [
  {
    name: '导入',
    steps: [
      `${link('POST /imports')}:只选文件。先传线路台区，再传村庄与对接人，最后传客户档案。不会改动登记，只告诉您多少行新增、修改、错误。`,
      `${link('GET /imports/:id')}:填上一步答复里的 \`id\`,看结果。有错误行时用 ${link('GET /imports/:id/faults.xlsx')} 拿回来改。`,
      `${link('POST /imports/:id/apply')}:填 \`id\`,正式导入。导错了，24 小时内用 ${link('POST /imports/:id/undo')}。`,
    ],
  },
  {
    name: '核对村与对接人',
    steps: [
      link('GET /station/villages'),
      link('GET /station/blind-spots'),
      `${link('POST /villages/:villageId/liaison')}:填村的 \`villageId\` 和员工的 \`staffId\`(${link('GET /staff')})。`,
    ],
  },
  {
    name: '停电草稿',
    steps: [
      `${link('POST /outages')}:示例里只改停电时间、送电时间。答复里的 \`id\` 后面都要用。只存草稿，不通知任何人。`,
    ],
  },
  {
    name: '检查',
    steps: [`${link('POST /outages/:id/check')}:填 \`id\`。不合规定的地方逐条列出，并注明依据哪一条。`],
  },
  {
    name: '预览',
    steps: [
      `${link('POST /outages/:id/preview')}:填 \`id\`。通知谁、走哪条路、原话、短信条数和费用，都在发布之前看到。`,
    ],
  },
  {
    name: '发布',
    steps: [`${link('POST /outages/:id/publish')}:填 \`id\` 和预览答复里的 \`token\`(10 分钟内有效)。`],
  },
  {
    name: '知晓率',
    steps: [
      `${link('GET /outages/:id/deliveries')}:发到哪一步。`,
      `${link('GET /outages/:id/awareness')}:各村知晓率；${link('GET /outages/:id/still-to-tell')}:还没告知的户。`,
    ],
  },
]

const table = (head: string[], rows: string[][]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')

/** The first page of the console: how to sign in, the usual work in its order, what a refusal looks like. */
export function consoleText(): string {
  const jobs = JOBS.map(
    ({ name, steps }, at) => `${at + 1}. **${name}**\n${steps.map((step) => `    - ${step}`).join('\n')}`,
  )
  const refusals = Object.entries(REFUSALS).map(([code, { status, text }]) => [`\`${code}\``, String(status), text])
  return `
# 先登录

1. 打开 ${link('POST /sessions/staff')}，点「测试请求」，改账号和密码，点「发送」。
2. 复制答复里的 \`token\`,关掉那个窗口，填进本页「身份验证」的「Bearer 令牌」。之后的操作都用这个身份，刷新网页后要重新填。

程序调用请用接口密钥：${link('POST /api-keys')}，同样填进「Bearer 令牌」，或写在请求头 \`Authorization: Bearer 密钥\`。密钥与本人权限相同，不用时 ${link('DELETE /api-keys/:id')}。

# 常办的事

点名称打开，点「测试请求」，改一两处，点「发送」。示例里大写的 \`STAFF_ID\` 之类，换成列表里的 \`id\`。

${jobs.join('\n')}

# 没有办成时

答复总是 \`{ code, message, details?, requestId }\`:\`message\` 说明原因和下一步,\`details\` 指出哪一处,\`requestId\` 供查日志。

时间写北京时间，如 \`2026-12-01T08:00:00+08:00\`;答复里的时间是 UTC(末尾 \`Z\`)。提交可带请求头 \`Idempotency-Key\`:同一编号重复提交只办一次。

接口描述文件:[/openapi.json](/openapi.json)

<details><summary>错误代码</summary>

${table(['代码', '状态', '说明'], refusals)}

</details>
`
}
