import type { FileReply } from '../../../shared/contract/contract'
import {
  AREA_COLUMNS,
  type Columns,
  CUSTOMER_COLUMNS,
  SHEET_KIND_WORDS,
  VILLAGE_COLUMNS,
} from '../../../shared/domain/sheet-columns'
import { sheetStream } from '../../platform/sheets/write-sheet'
import type { ImportRow } from './import.tables'

const COLUMNS: Record<ImportRow['kind'], Columns<string>> = {
  areas: AREA_COLUMNS,
  villages: VILLAGE_COLUMNS,
  customers: CUSTOMER_COLUMNS,
}

/** A line that looks right and is refused when it is left in: its village is called 示例村. */
const SAMPLE: Record<ImportRow['kind'], Record<string, string>> = {
  areas: { 线路名称: '10kV示例线', 台区编号: '2100000001', 台区名称: '示例东台区', 村: '示例村' },
  villages: {
    ...{
      村: '示例村',
      村委会: '示例村村民委员会',
      村委会联系人: '张三',
      村委会电话: '13800000001',
      对接人员: '李四',
      工号: 'LB1001',
    },
    ...{ 班组: '抄表班', 手机: '13900000001', 职责: '电费、抄表、报修、用电咨询', 是否试点: '否' },
  },
  customers: {
    ...{
      户号: '6100000001',
      户名: '王五',
      用电地址: '示例村1组8号',
      村: '示例村',
      村民小组: '1组',
      台区编号: '2100000001',
    },
    ...{ 台区名称: '示例东台区', 线路名称: '10kV示例线', 电表资产号: '210000000001', 联系电话: '13700000001' },
    ...{ 用电类别: '居民生活', 客户类型: '低压居民', 重点关怀: '' },
  },
}

const HINTS: Record<ImportRow['kind'], string[]> = {
  areas: ['每行一个台区；没有登记过的线路和村会新建。台区编号不能重复。'],
  villages: [
    '每行一个村；没有登记过的村会新建。一人一村：一名对接人员只能对接一个村。',
    '换对接人员请在系统里办理交接，不能用文件改。是否试点填“是”或“否”。',
  ],
  customers: [
    '每行一个户号(10 至 13 位);村和台区须先用线路台区、村庄与对接人导入。',
    '用电类别：居民生活、一般工商业、大工业、农业生产、农业排灌。重点关怀：高龄独居、残疾、家用呼吸机、低保、五保，可填几个，用顿号隔开。',
    '联系电话填 11 位手机号或带区号的座机；没有电话就留空，系统会列入无电话名单。',
  ],
}

/** An empty file of a kind to fill in: how to fill it, the header, one sample line. */
export function templateOf(kind: ImportRow['kind']): FileReply {
  const columns = COLUMNS[kind]
  const titles = Object.values(columns).map(({ names }) => names[0] as string)
  const required = Object.values(columns)
    .filter((column) => column.required)
    .map(({ names }) => names[0])
  const notes = [
    `填写说明：必填列 ${required.join('、')}；列的顺序可以不同，不要改列名。示例行请删除。`,
    ...HINTS[kind],
  ]
  const rows = [titles.map((title) => SAMPLE[kind][title] ?? '')]
  return {
    fileName: `${SHEET_KIND_WORDS[kind]}-模板.xlsx`,
    content: sheetStream({ name: SHEET_KIND_WORDS[kind], columns: titles, rows, notes }),
  }
}
