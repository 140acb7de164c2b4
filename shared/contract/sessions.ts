import Type from 'typebox'
import { ROLES } from '../domain/role'
import { Done, Id, Instant, oneOf, orNull, Words } from './fields'

/** What a sign-in answers: the token goes into `Authorization: Bearer`. */
export const SessionReply = Type.Object({
  token: Type.String({ description: '登录凭证，请求头写 Authorization: Bearer 凭证' }),
  expiresAt: Instant,
  name: Type.String(),
  roles: Type.Array(oneOf(ROLES)),
})

const tag = '登录'
export const sessionContract = {
  'GET /client': {
    summary: '小程序启动所需的公开设置',
    tag,
    reply: Type.Object({
      platform: oneOf(['sandbox', 'live'] as const),
      signInPage: orNull(Type.String({ description: '仅沙箱：网页预览的登录页' })),
      hotline: Type.String(),
      outageTemplates: Type.Array(Type.String(), { maxItems: 3, description: '停电提醒的订阅消息模板' }),
    }),
  },
  'POST /sessions/wechat': {
    summary: '微信登录',
    description: '小程序 wx.login 得到的 code 换登录凭证。code 只能用一次，5 分钟内有效。',
    tag,
    body: Type.Object({ code: Words(128, 'wx.login 返回的 code') }),
    reply: SessionReply,
  },
  'POST /sessions/staff': {
    summary: '员工账号登录',
    tag,
    body: Type.Object({ account: Words(40, '账号'), password: Words(128, '密码') }),
    reply: SessionReply,
    example: { account: 'suozhang', password: '见启动时打印的密码' },
  },
  'DELETE /session': { summary: '退出登录', tag, reply: Done },
  'GET /api-keys': {
    summary: '我的接口密钥',
    tag,
    reply: Type.Array(Type.Object({ id: Id, name: Type.String(), createdAt: Instant })),
  },
  'POST /api-keys': {
    summary: '新建接口密钥(只显示一次)',
    tag,
    body: Type.Object({ name: Words(40, '用途，如 导入程序') }),
    reply: Type.Object({ id: Id, key: Type.String({ description: '请立即保存，之后无法再看到' }) }),
    example: { name: '导入程序' },
  },
  'DELETE /api-keys/:id': { summary: '作废接口密钥', tag, params: Type.Object({ id: Id }), reply: Done },
} as const
