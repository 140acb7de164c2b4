import Type from 'typebox'
import { SHEET_KIND_WORDS, SHEET_KINDS } from '../domain/sheet-columns'
import { Count, Id, Instant, oneOf, orNull, Page } from './fields'

/** What may be imported; bills are recognised, and refused until the station has bills. */
export const IMPORT_KINDS = ['areas', 'villages', 'customers'] as const
export const IMPORT_STATES = ['checking', 'checked', 'applying', 'applied', 'undone', 'failed'] as const
/** `all`: nothing is taken while a row is wrong. `right_rows_only`: wrong rows stay outside. */
export const IMPORT_MODES = ['all', 'right_rows_only'] as const

const tag = '导入'
const kindWords = SHEET_KINDS.map((kind) => `${kind} ${SHEET_KIND_WORDS[kind]}`).join('、')
const Kind = oneOf(IMPORT_KINDS, kindWords)
const OfImport = Type.Object({ id: Id })

/** How many rows of the file are what, against the register as it is. The five after `rows` add up to it. */
const ImportCounts = Type.Object({
  rows: Count,
  new: Count,
  changed: Count,
  same: Count,
  wrong: Count,
  repeated: Type.Integer({ minimum: 0, description: '同一文件中重复的行，不导入' }),
  onlyPhoneWrong: Type.Integer({ minimum: 0, description: '错误行中只有电话不对的，可选择按无电话导入' }),
})

const ImportDifference = Type.Object({
  rowNo: Type.Integer({ minimum: 1, description: '表格中的行号' }),
  as: oneOf(['new', 'changed'] as const),
  what: Type.String({ description: '哪一户(户号只显示后四位)、哪个台区或哪个村' }),
  village: Type.String(),
  changes: Type.Array(Type.Object({ column: Type.String(), before: Type.String(), after: Type.String() })),
})

const ImportView = Type.Object({
  id: Id,
  kind: Kind,
  kindWords: Type.String(),
  fileName: Type.String(),
  createVillages: Type.Boolean(),
  state: oneOf(IMPORT_STATES, '试算中、已试算、导入中、已导入、已撤销、没有成功'),
  progress: Type.Object({
    phase: Type.String({ description: '正在做什么' }),
    total: orNull(Count),
    done: Type.Integer({ minimum: 0, description: '已处理的行' }),
    ok: Count,
    failed: Count,
    message: Type.String(),
    startedAt: Instant,
  }),
  counts: orNull(ImportCounts),
  differences: Type.Array(ImportDifference, { maxItems: 20, description: '前 20 处不同，号码已遮盖' }),
  faults: Type.Array(
    Type.Object({ rowNo: Count, faults: Type.Array(Type.Object({ column: Type.String(), reason: Type.String() })) }),
    { maxItems: 20, description: '前 20 个错误行；全部错误行请下载错误文件' },
  ),
  sameFileAs: orNull(Type.Object({ id: Id, appliedAt: Instant }, { description: '同一个文件以前导入过' })),
  mode: orNull(oneOf(IMPORT_MODES)),
  withoutNumber: Type.Boolean(),
  trouble: orNull(Type.Object({ code: Type.String(), message: Type.String(), details: Type.Optional(Type.Unknown()) })),
  by: Type.String(),
  createdAt: Instant,
  appliedAt: orNull(Instant),
  undoUntil: orNull(Instant),
  undoneAt: orNull(Instant),
})

export const importContract = {
  'POST /imports': {
    summary: '上传档案文件并试算(不改登记)',
    description:
      '支持线路台区、村庄与对接人、客户档案;CSV(GB18030、UTF-8)或 XLSX,列按中文名称识别，顺序不限。先只试算：多少行新增、修改、相同、错误、重复。只有线路台区和村庄与对接人会新建村、台区、线路；客户档案要新建须勾选「新建」。',
    tag,
    upload: true,
    body: Type.Object({
      createVillages: Type.Optional(
        Type.Boolean({ description: '新建：客户档案里没有登记过的村、台区、线路一并新建(表里须有台区名称、线路名称)' }),
      ),
    }),
    reply: ImportView,
  },
  'GET /imports': {
    summary: '导入记录',
    tag,
    query: Type.Object(Page),
    reply: Type.Array(ImportView),
  },
  'GET /imports/:id': {
    summary: '一次导入：进度、试算结果',
    tag,
    params: OfImport,
    reply: ImportView,
  },
  'POST /imports/:id/apply': {
    summary: '按试算结果导入',
    description:
      'all:有错误行就一行也不导入;right_rows_only:只导入正确的行。withoutNumber:只有电话不对的行按无电话导入，进入无电话名单。整个文件一次完成，中途断电也不会只进一半。试算之后登记有变化须重新试算。',
    tag,
    params: OfImport,
    body: Type.Object({
      mode: oneOf(IMPORT_MODES),
      withoutNumber: Type.Optional(Type.Boolean({ default: false })),
    }),
    reply: ImportView,
    example: { mode: 'right_rows_only', withoutNumber: false },
  },
  'POST /imports/:id/undo': {
    summary: '撤销导入(24 小时内)',
    description: '恢复导入前的内容。导入之后又被改过的行会逐一列出，此时整次撤销不做。',
    tag,
    params: OfImport,
    reply: Type.Object({ restored: Count, removed: Count }),
  },
  'GET /imports/:id/faults.xlsx': {
    summary: '下载错误行(XLSX)',
    description: '原样退回错误的行，错误单元格标红，最后一列「错误说明」写明原因；改好后可直接重新上传。',
    tag,
    params: OfImport,
    reply: Type.Unknown(),
    download: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  },
  'GET /imports/:id/faults.csv': {
    summary: '下载错误行(CSV)',
    tag,
    params: OfImport,
    reply: Type.Unknown(),
    download: 'text/csv; charset=utf-8',
  },
  'GET /import-templates/:kind.xlsx': {
    summary: '下载导入模板',
    description: '含填写说明和一行示例。',
    tag,
    params: Type.Object({ kind: Kind }),
    reply: Type.Unknown(),
    download: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  },
} as const
