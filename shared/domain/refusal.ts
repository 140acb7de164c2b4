/**
 * Every reason the system may say no: the HTTP status and the words a person reads. The words say what to do next.
 * One code, one meaning: a rule returns the code, the server turns it into `{code, message}`, a page shows the message.
 */
export const REFUSALS = {
  // the house
  NOT_SIGNED_IN: { status: 401, text: '请先登录再操作' },
  SESSION_ENDED: { status: 401, text: '登录已过期，请重新登录' },
  LOGIN_CODE_INVALID: { status: 401, text: '微信登录没有成功，请退出页面再进入一次' },
  PASSWORD_WRONG: { status: 401, text: '账号或密码不对，请核对后再试' },
  NOT_ALLOWED: { status: 403, text: '您没有办这件事的权限，请联系供电所管理员' },
  ACCOUNT_DISABLED: { status: 403, text: '这个账号已停用，请联系供电所管理员' },
  NOT_FOUND: { status: 404, text: '没有找到这条内容，可能已被删除，请返回上一页刷新' },
  BAD_INPUT: { status: 400, text: '填写的内容有误，请按提示修改后再提交' },
  CONFLICT: { status: 409, text: '内容刚刚被别人改过，请刷新后再操作' },
  REQUEST_ID_REUSED: { status: 409, text: '这次提交的编号已被另一项操作使用，请刷新页面后重新提交' },
  NO_SUCH_PATH: { status: 404, text: '没有这个地址，请核对网址' },
  UPLOAD_EXPECTED: { status: 400, text: '请选择一个文件上传(表单项名为 file)' },
  UPLOAD_TOO_LARGE: { status: 413, text: '文件太大，请拆成几个文件分别上传' },
  TOO_MANY_REQUESTS: { status: 429, text: '操作太频繁，请过一分钟再试' },
  SYSTEM_BUSY: { status: 500, text: '系统繁忙，请稍后再试；急事请拨打95598' },
  FEATURE_OFF: { status: 503, text: '这项功能还没有开通，请联系供电所管理员' },
  WECHAT_BUSY: { status: 503, text: '微信暂时没有回应，请稍后再试' },
  SMS_BUSY: { status: 503, text: '短信平台暂时没有回应，请稍后再试' },
  RULE_LOOSER_THAN_TABLE: { status: 422, text: '本所设置只能比规则更严，不能更宽，请改回规则数值或更严的数值' },

  // who and where
  PHONE_INVALID: { status: 422, text: '电话号码不对，请填11位手机号或带区号的座机' },
  ACCOUNT_NO_INVALID: { status: 422, text: '户号不对，请填电费单上10至13位数字的户号' },
  ID_NUMBER_INVALID: { status: 422, text: '身份证号不对，请核对18位号码' },
  VILLAGE_HAS_LIAISON: { status: 409, text: '这个村已有对接人员，请先办理交接再任命' },
  LIAISON_HAS_VILLAGE: { status: 409, text: '这位员工已对接一个村(一人一村);确需多村，请填写原因和截止日期' },
  EXCEPTION_NEEDS_REASON: { status: 422, text: '一人对接多村属于例外，请填写原因' },
  EXCEPTION_NEEDS_END: { status: 422, text: '一人对接多村属于例外，请填写截止日期(须晚于今天)' },
  DEPUTY_IS_LIAISON: { status: 422, text: '代班人员不能是对接人员本人，请另选一人' },
  PHONE_NOT_ON_RECORD: { status: 422, text: '您的手机号与这一户登记的电话不一致，请联系对接人员当面确认' },
  HOUSEHOLD_ALREADY_BOUND: { status: 409, text: '您已绑定这一户，不用重复绑定' },
  CARE_CONSENT_MISSING: { status: 422, text: '关怀信息属于敏感信息，请先取得本人同意并登记' },
  PLACE_TAKEN: { status: 409, text: '这个名称或编号已经有了，请直接使用原有的，或换一个' },
  GROUP_NOT_IN_VILLAGE: { status: 422, text: '这个村民小组不在该户所在的村，请重新选择' },
  SEARCH_TOO_WIDE: { status: 422, text: '请填写户名、户号、电话中的一项再查找' },
  STAFF_TAKEN: { status: 409, text: '工号或账号已被其他员工使用，请核对后更换' },
  STAFF_UNKNOWN: { status: 422, text: '本所没有这位在职员工，请从员工名单中选择' },
  STAFF_LAST_ADMIN: { status: 409, text: '这是最后一位供电所管理员，请先指定另一位管理员' },
  VILLAGE_WITHOUT_LIAISON: { status: 409, text: '这个村现在没有对接人员，请先任命' },
  DEPUTY_DAYS_WRONG: { status: 422, text: '代班日期不对：结束日期不能早于开始日期，也不能早于今天' },
  COMMITTEE_PHONE_TAKEN: { status: 409, text: '这个号码已登记给本村另一位村委会成员，请核对' },
  PERSON_NOT_VERIFIED: { status: 422, text: '对方还没有在小程序里验证这个手机号，请让对方先登录并点“验证手机号”' },
  BINDING_DECIDED: { status: 409, text: '这条绑定申请已经处理过了，请刷新' },

  // import
  IMPORT_FILE_NOT_RECOGNISED: {
    status: 422,
    text: '认不出这是哪种表，请使用线路台区、村庄与对接人或客户档案的表头',
  },
  IMPORT_BILLS_NOT_YET: { status: 422, text: '这是电费账单文件，账单功能还没有开通，现在不能导入' },
  IMPORT_COLUMNS_MISSING: { status: 422, text: '表里缺少必需的列，请补上后重新上传' },
  IMPORT_FILE_UNREADABLE: { status: 422, text: '文件打不开，请另存为 XLSX 或 CSV 后重新上传' },
  IMPORT_HAS_WRONG_ROWS: { status: 422, text: '表里有错误的行，请改好后重新上传，或选择“只导入正确的行”' },
  IMPORT_ALREADY_APPLIED: { status: 409, text: '这次导入已经完成，不用重复提交' },
  IMPORT_PREVIEW_STALE: { status: 409, text: '试算之后登记内容有变化，请重新试算再导入' },
  IMPORT_UNDO_TOO_LATE: { status: 409, text: '导入已超过24小时，不能撤销；请上传改正后的文件' },
  IMPORT_UNDO_CHANGED_SINCE: { status: 409, text: '导入之后有些行又改过，不能撤销，请看列出的行' },

  // a sheet as a file, and one of its cells
  SHEET_OLD_XLS: {
    status: 422,
    text: '这是旧版 .xls 或加了密码的文件，请用 Excel 或 WPS 去掉密码、另存为 .xlsx 后再上传',
  },
  SHEET_TOO_LARGE: { status: 413, text: '表格太大(或展开后太大),请拆成几个文件分别上传' },
  SHEET_UNREADABLE: { status: 422, text: '这不是表格，或文件已损坏，请用 Excel 或 WPS 打开、另存为 .xlsx 后再上传' },
  SHEET_HEADER_MISSING: { status: 422, text: '没有找到表头，请保留一行中文列名，并把数据放在第一个工作表' },
  SHEET_COLUMN_TWICE: { status: 422, text: '表头里有两列同名，请改名或删去一列后再上传' },
  SHEET_DIGITS_LOST: { status: 422, text: '数字超过15位又不是文本，末几位已丢失，请把这一列改为文本后重填' },
  SHEET_TEXT_DAMAGED: { status: 422, text: '有认不出的文字(乱码),请检查原文件后重新导出' },
  SHEET_CELLS_OVER: { status: 422, text: '这一行比表头多出几格，请检查是否有多余的逗号' },

  // outages
  OUTAGE_KIND_UNKNOWN: { status: 422, text: '请选择停电类型：计划、临时或故障' },
  OUTAGE_NOTICE_TOO_LATE: { status: 422, text: '提前通知的时间不够，请把停电时间往后改' },
  OUTAGE_OFF_MISSING: { status: 422, text: '请填写停电时间' },
  OUTAGE_ON_MISSING: { status: 422, text: '请填写预计送电时间' },
  OUTAGE_TIME_INVALID: { status: 422, text: '时间写法不对，请重新选择' },
  OUTAGE_OFF_IN_PAST: { status: 422, text: '停电时间已经过去，请改成以后的时间' },
  OUTAGE_FAULT_IN_FUTURE: { status: 422, text: '故障停电是已经发生的停电；还没停的请按计划或临时停电发布' },
  OUTAGE_ALREADY_OVER: { status: 422, text: '送电时间已经过去，这次停电已结束，不用再通知；还没来电的请改送电时间' },
  OUTAGE_ENDS_BEFORE_IT_STARTS: { status: 422, text: '送电时间必须晚于停电时间，请核对' },
  OUTAGE_INTERVALS_UNSORTED: { status: 422, text: '几段停电请按时间先后填写' },
  OUTAGE_INTERVALS_OVERLAP: { status: 422, text: '同一范围的两段停电时间重叠，请合并或改开' },
  OUTAGE_REASON_MISSING: { status: 422, text: '请填写停电原因' },
  OUTAGE_AREA_MISSING: { status: 422, text: '请选择停电范围：线路、台区、村或村民小组' },
  OUTAGE_NEXT_WORD_MISSING: { status: 422, text: '原因或送电时间未明时，请填写下次告知的时间' },
  OUTAGE_NEXT_WORD_PAST: { status: 422, text: '下次告知的时间已经过去，请改成以后的时间' },
  OUTAGE_NO_HOUSEHOLDS: { status: 422, text: '所选范围内没有登记的用户，请核对范围或先导入客户档案' },
  OUTAGE_NOT_DRAFT: { status: 409, text: '这条停电通知已经发布，不能再改' },
  OUTAGE_PLACE_UNKNOWN: { status: 422, text: '停电范围里有认不出的名称，请按登记的线路、台区、村或组名填写' },
  OUTAGE_DISCARDED: { status: 409, text: '这条停电通知已作废，请新建一条' },
  OUTAGE_PREVIEW_NOT_YOURS: { status: 422, text: '发布要用您自己对这条通知做的预览，请先预览再发布' },
  OUTAGE_PREVIEW_STALE: { status: 409, text: '预览之后内容、对象或短信文字有变化，请重新预览再发布' },
  OUTAGE_PREVIEW_EXPIRED: { status: 409, text: '预览已超过10分钟，请重新预览再发布' },

  // telling people
  CONTACT_TIME_INVALID: {
    status: 422,
    text: '告知时间不对：不能早于发布时间或三天以前，也不能晚于现在，请改正后重新登记',
  },
  CONTACT_WITHOUT_NAME: { status: 422, text: '您在系统里没有姓名，告知不能算数；请所里补上姓名后再登记' },
} as const satisfies Record<string, { status: number; text: string }>

export type RefusalCode = keyof typeof REFUSALS

/** The Chinese words of a code. */
export const refusalText = (code: RefusalCode): string => REFUSALS[code].text
