import { contract, type RouteKey, type RouteSchema } from '../../shared/contract/contract'
import { ROLE_WORDS, ROLES } from '../../shared/domain/role'
import { TAGS } from '../platform/http/console-text'
import type { Reach, Row } from './rights-table'

const REACH_WORDS: Record<Reach, string> = { all: '全部', station: '本所', village: '本村', self: '本人' }

const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`

function cellsOf({ may }: Row): string[] {
  if (may === 'everybody') return ['可以', ...ROLES.map(() => '可以')]
  if (may === 'everybody signed in') return ['—', ...ROLES.map(() => REACH_WORDS.self)]
  return ['—', ...ROLES.map((role) => (may[role] ? REACH_WORDS[may[role]] : '—'))]
}

/** The rights of every route as a page for people, in the order of the console. */
export function rightsPage(rights: Record<RouteKey, Row>): string {
  const head = ['办什么', '路由', '未登录', ...ROLES.map((role) => ROLE_WORDS[role])]
  const groups = TAGS.map(([tag]) => {
    const rows = (Object.entries(rights) as [RouteKey, Row][]).filter(([key]) => contract[key].tag === tag)
    const lines = rows.map(([key, row]) =>
      line([(contract[key] as RouteSchema).summary, `\`${key}\``, ...cellsOf(row)]),
    )
    return [`## ${tag}`, '', line(head), line(head.map(() => '---')), ...lines].join('\n')
  })
  return `# 谁可以办什么

本页由 \`server/rights.test.ts\` 写出并核对：测试以每种身份、对本村、邻村、外所的内容逐条真实请求，与此表不符即不通过。

**全部**:不限范围 · **本所**:本供电所的内容 · **本村**:自己对接(或任职)的村 · **本人**:自己的内容 · **—**:不可以。
一个人可以有几种身份，权限相加；经微信登录的人都是村民。不属于自己的和不存在的，答复相同。

${groups.join('\n\n')}
`
}
