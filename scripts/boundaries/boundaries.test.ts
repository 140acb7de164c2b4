import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { checkTree } from '../check-boundaries'
import { faultsOf, textFaultsOf } from './rules'
import { readSource } from './source'

const faults = (file: string, text: string) => faultsOf(readSource(file, text))

const OUTAGE = 'server/services/outages/outage.actions.ts'

/** file, what is planted there, what must be said about it */
const PLANTED: [string, string, string][] = [
  // 1 domain
  ['shared/domain/outage.ts', `import { z } from 'typebox'`, 'shared/domain imports typebox'],
  ['shared/domain/outage.ts', `import fs from 'node:fs'`, 'shared/domain imports node:fs'],
  [
    'shared/domain/outage.ts',
    `import type { A } from '../contract/outages'`,
    'shared/domain imports shared/contract/outages',
  ],
  ['shared/domain/outage.ts', `export const now = () => Date.now()`, 'Date.now'],
  ['shared/domain/outage.ts', `export const now = () => new Date()`, 'new Date'],
  ['shared/domain/outage.ts', `export const id = () => Math.random()`, 'Math.random'],
  ['shared/domain/outage.ts', `setTimeout(() => {}, 1)`, 'setTimeout'],
  // 2 contract
  ['shared/contract/outages.ts', `import { x } from '../../server/app'`, 'shared/contract imports server/app'],
  ['shared/contract/outages.ts', `import ajv from 'ajv'`, 'shared/contract imports ajv'],
  // 3 mini-program
  ['miniprogram/src/pages/home/index.tsx', `import type { A } from '../../../../server/deps'`, 'imports server/deps'],
  [
    'miniprogram/src/api/client.ts',
    `import { contract } from '../../../shared/contract/contract'`,
    'import its types only',
  ],
  [
    'miniprogram/src/api/client.ts',
    `import { type A, b } from '../../../shared/contract/contract'`,
    'import its types only',
  ],
  ['miniprogram/src/api/client.ts', `export { b } from '../../../shared/contract/contract'`, 'import its types only'],
  [
    'miniprogram/src/api/client.ts',
    `const c = () => import('../../../shared/contract/contract')`,
    'import its types only',
  ],
  ['miniprogram/src/pages/mine/index.tsx', `import { x } from '../../liaison/today/today'`, 'subpackage'],
  ['miniprogram/src/villager/bill/index.tsx', `import { x } from '../../liaison/today/today'`, 'subpackage'],
  ['miniprogram/src/pages/mine/index.tsx', `const now = Date.now()`, 'Date.now'],
  // 4 floors
  ['server/platform/http/mount.ts', `import { x } from '../../registry/people/person.reads'`, 'platform looks up'],
  [
    'server/registry/people/person.reads.ts',
    `import { x } from '../../services/outages/outage.reads'`,
    'registry looks up',
  ],
  ['server/registry/villages/village.reads.ts', `import { x } from '../people/person.reads'`, 'looks sideways'],
  ['server/registry/people/person.reads.ts', `import { x } from '../villages/village.actions'`, 'only a room'],
  ['server/services/bills/bill.reads.ts', `import { x } from '../outages/outage.reads'`, 'looks sideways'],
  ['server/registry/bindings/binding.actions.ts', `import { x } from '../people/people.intake'`, 'imports alone'],
  [
    'server/services/outages/outage.actions.ts',
    `import { x } from '../../registry/people/people.intake'`,
    'imports alone',
  ],
  [
    'server/services/outages/outage.reads.ts',
    `import type { D } from '../../fulfilment/deliveries/delivery.reads'`,
    'looks up',
  ],
  [OUTAGE, `const d = require('../../fulfilment/deliveries/delivery.reads')`, 'looks up'],
  [OUTAGE, 'const d = await import(`../../fulfilment/deliveries/delivery.reads`)', 'looks up'],
  [OUTAGE, `let d: import('../../fulfilment/deliveries/delivery.reads').D`, 'looks up'],
  [OUTAGE, `import d = require('../../fulfilment/deliveries/delivery.reads')`, 'looks up'],
  [OUTAGE, `export { d } from '../../fulfilment/deliveries/delivery.reads'`, 'looks up'],
  [OUTAGE, `import { startApp } from '../../app'`, 'a room imports server/app'],
  // 5 only reads are public
  [OUTAGE, `import { bind } from '../../registry/people/person.actions'`, 'only a room'],
  [OUTAGE, `import { PersonTable } from '../../registry/people/person.tables'`, 'only a room'],
  [OUTAGE, `import type { PersonRow } from '../../registry/people/person.tables'`, 'only a room'],
  ['server/platform/db/tables.ts', `import { bind } from '../../registry/people/person.actions'`, 'platform looks up'],
  // 6 vendors
  [OUTAGE, `import Pay from 'wechatpay-node-v3'`, 'belongs to server/platform/pay/ alone'],
  [
    'server/platform/wechat/wechat.ts',
    `import { x } from '@alicloud/dysmsapi20170525'`,
    'belongs to server/platform/sms/',
  ],
  [OUTAGE, `if (reply.errcode === 0) stop()`, 'errcode'],
  [OUTAGE, `send({ touser: openid })`, 'touser'],
  [OUTAGE, `const { errcode } = reply`, 'errcode'],
  [OUTAGE, `const url = 'https://api.weixin.qq.com/cgi-bin/token'`, 'host'],
  [OUTAGE, `const url = \`https://dysmsapi.aliyuncs.com/\${path}\``, 'host'],
  // 7 far ends, environment, clock
  [OUTAGE, `import { ledger } from '../../sandbox/ledger'`, 'is imported by the product'],
  [
    'server/sandbox/sms/sms.ts',
    `import { pieces } from '../../../shared/domain/sms'`,
    'the sandbox imports shared/domain/sms',
  ],
  ['server/sandbox/main.ts', `import { readConfig } from '../config'`, 'the sandbox imports server/config'],
  [OUTAGE, `import { openWorld } from '../../testing/world'`, 'the product imports server/testing/world'],
  [OUTAGE, `const port = process.env.PORT`, 'reads the environment'],
  [OUTAGE, `const port = process['env'].PORT`, 'reads the environment'],
  [OUTAGE, `import { env } from 'node:process'`, 'reads the environment'],
  [OUTAGE, `row.at = new Date()`, 'new Date'],
  [OUTAGE, `row.at = new Date`, 'new Date'],
  [OUTAGE, `row.id = crypto.randomUUID()`, 'crypto.randomUUID'],
  [OUTAGE, `import { ulid } from 'ulid'`, 'ulid'],
  [OUTAGE, `const salt = randomBytes(8)`, 'randomBytes'],
  // the rest of the house
  [OUTAGE, `import { check } from '@/domain/outage'`, 'relative paths only'],
  [OUTAGE, `import { check } from '@cunsuo/shared/domain/outage'`, 'relative paths only'],
  [OUTAGE, `const room = await import(name)`, 'imports a computed name'],
  ['shared/domain/index.ts', `export * from './outage'`, 'passes on the names of ./outage'],
  ['server/services/outages/outage.test.ts', `jest.mock('./outage.reads')`, 'by a mock'],
  ['scripts/start.mjs', `import { parse } from '@swc/core'`, 'before anything is installed'],
  ['scripts/setup/bar.mjs', `import { build } from '../build-miniprogram.mjs'`, 'before anything is installed'],
]

/** What the house does allow, close to what it does not. */
const ALLOWED: [string, string][] = [
  ['shared/domain/outage.ts', `import { addDays } from './time'\nexport const at = (ms: number) => new Date(ms)`],
  ['shared/contract/outages.ts', `import Type from 'typebox'\nimport { ROLES } from '../domain/role'`],
  [
    'miniprogram/src/api/client.ts',
    `import type { Contract } from '../../../shared/contract/contract'\nconst id = Math.random()`,
  ],
  ['miniprogram/src/api/client.ts', `import { type Contract } from '../../../shared/contract/contract'`],
  [
    'miniprogram/src/pages/home/index.tsx',
    `import { told } from '../../../../shared/domain/told'\nconst view = <View>{told}</View>`,
  ],
  ['miniprogram/src/liaison/today/index.tsx', `import { x } from '../card/card'`],
  [
    OUTAGE,
    `import { peopleOf } from '../../registry/people/person.reads'\nimport { OutageTable } from './outage.tables'`,
  ],
  [OUTAGE, `import { emit } from '../../platform/outbox/emit'\nimport type { Tools } from '../../deps'`],
  ['server/platform/http/mount.ts', `import { emit } from '../outbox/emit'\nconst nonce = randomBytes(16)`],
  ['server/platform/db/tables.ts', `import { OutageTable } from '../../services/outages/outage.tables'`],
  ['server/registry/people/person.reads.ts', `import { x } from '../villages/village.reads'`],
  ['server/registry/imports/import.actions.ts', `import { x } from '../people/people.intake'`],
  ['server/found.ts', `const salt = randomBytes(16)`],
  ['server/house.ts', `import { monotonicFactory } from 'ulid'`],
  ['server/app.ts', `import { outageRoutes } from './services/outages/outage.routes'`],
  ['server/main.ts', `import { start } from './app'\nconst clock = () => new Date()`],
  ['server/config.ts', `const env = process.env\nconst base = 'https://api.weixin.qq.com'`],
  ['server/services/outages/outage.test.ts', `import { openWorld } from '../../testing/world'\nconst now = Date.now()`],
  ['server/platform/wechat/wechat.ts', `if (reply.errcode === 42001) renew(reply.access_token)`],
  ['server/sandbox/wechat/token.ts', `import { ledger } from '../ledger'\nreply({ errcode: 0 })`],
  ['scripts/start.mjs', `import path from 'node:path'\nimport { build } from './setup/build.mjs'`],
  ['scripts/setup/mariadb.mjs', `const mysql = createRequire(here)('mysql2/promise')`],
]

describe('boundaries', () => {
  test.each(PLANTED)('in %s the line %s is refused', (file, text, said) => {
    expect(faults(file, text)).toEqual(expect.arrayContaining([expect.stringContaining(said)]))
  })

  test.each(ALLOWED)('in %s the lines %s are allowed', (file, text) => {
    expect(faults(file, text)).toEqual([])
  })

  test('a file has at most 300 lines, a test 500', () => {
    const lines = (count: number) => 'run()\n'.repeat(count)
    expect(faults(OUTAGE, lines(300))).toEqual([])
    expect(faults(OUTAGE, lines(301))).toEqual(['has 301 lines, more than 300'])
    expect(faults('server/app.test.ts', lines(500))).toEqual([])
    expect(faults('server/app.test.ts', lines(501))).toEqual(['has 501 lines, more than 500'])
  })

  test('no text of any kind names a package registry or keeps a note of unfinished work', () => {
    const host = (...parts: string[]) => `https://${parts.join('.')}/x`
    expect(textFaultsOf('.npmrc', host('registry', 'npmjs', 'org'))).toHaveLength(1)
    expect(textFaultsOf('Dockerfile', host('mirrors', 'example', 'edu', 'cn'))).toHaveLength(1)
    expect(textFaultsOf('README.md', `${['TO', 'DO'].join('')}: later`)).toHaveLength(1)
    expect(textFaultsOf('README.md', 'the registry of a station; mirrors nothing')).toEqual([])
  })

  test('a fault planted in a tree is found with its file, and a clean tree has none', () => {
    const root = mkdtempSync(join(tmpdir(), 'boundaries-'))
    const put = (file: string, text: string) => {
      mkdirSync(dirname(join(root, file)), { recursive: true })
      writeFileSync(join(root, file), text)
    }
    try {
      put('server/services/outages/outage.reads.ts', `import { clock } from '../../platform/clock'\n`)
      put('node_modules/left/alone.js', 'this is not even code')
      expect(checkTree(root)).toEqual({ files: 1, faults: [] })
      put(OUTAGE, `import { d } from '../../fulfilment/deliveries/delivery.reads'\n`)
      expect(checkTree(root).faults).toEqual([
        `${OUTAGE}: services looks up to server/fulfilment/deliveries/delivery.reads`,
      ])
    } finally {
      rmSync(root, { recursive: true })
    }
  })
})
