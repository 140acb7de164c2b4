import { StaffTable } from '../../registry/people/staff.tables'
import { aHousehold, aStaff, aStation, aVillage, loginCode, villagerToken } from '../../testing/builders'
import { openWorld } from '../../testing/world'
import { createLog, faultWords, maskLine } from './log'

test.each([
  ['a mobile number', '电话13812345678没有接', '电话138****5678没有接'],
  ['an account number', '户号6100000123', '户号******0123'],
  ['an ID card number', '21010219800101123X', '******'],
  ['a bearer token', 'Bearer abc.DEF-123', 'Bearer ***'],
  ['an API key', 'cs_0123456789abcdefghijABCDEF', 'cs_***'],
  ['a token in an address', '/cgi-bin/x?access_token=82_abcDEF-123&a=1', '/cgi-bin/x?access_token=***&a=1'],
  ['a secret in JSON inside a text', '{\\"secret\\":\\"s3cr3t-value\\"}', '{\\"secret\\":\\"***\\"}'],
  ['the password of the report address', '/callbacks/sms/aliyun/very-secret-part', '/callbacks/sms/aliyun/***'],
])('%s does not get into the log', (_name, said, written) => {
  expect(maskLine(said)).toBe(written)
})

test.each([
  ['a row id', '"reqId":"01KJP0Y9M0VHQK1VKE3AKR5G4P"'],
  ['a time', '"time":"2026-03-02T01:00:00.123Z"'],
  ['a duration', '"ms":0.12345678901234'],
  ['a refusal', '"code":"NOT_ALLOWED"'],
])('%s stays readable', (_name, said) => {
  expect(maskLine(said)).toBe(said)
})

test('a masked number leaves the line readable for programs', () => {
  const lines: string[] = []
  createLog('info', 'test', { write: (line) => void lines.push(line) }).info(
    { account: 6100000123, phone: '13812345678' },
    'x',
  )
  expect(JSON.parse(lines[0] as string)).toMatchObject({ account: '******0123', phone: '138****5678', role: 'test' })
})

test('the log of a refused row names the rule and holds none of its values', async () => {
  const lines: string[] = []
  const world = await openWorld()
  try {
    const station = await aStation(world)
    const staff = await aStaff(world, station, { name: '欧阳小明' })
    const account = "o'brien' for"
    await world.db.write((tx) => tx.update(StaffTable, { id: staff.id }, { account }))
    const row = await world.db.read.findOneByOrFail(StaffTable, { id: staff.id })
    const again = world.db.write((tx) => tx.insert(StaffTable, { ...row, id: world.deps.newId(), number: 'other' }))
    const error = await again.catch((fault: unknown) => fault)
    createLog('info', 'test', { write: (line) => void lines.push(line) }).error({ err: error }, 'not written')
    const { err } = JSON.parse(lines[0] as string)
    expect(err).toMatchObject({ type: 'QueryFailedError', code: expect.stringMatching(/DUP_ENTRY|CONSTRAINT/) })
    expect(err.stack).toContain('QueryFailedError')
    for (const text of [...lines, faultWords(error)]) {
      expect(text).toMatch(/uq_staff_account|staff\.account/)
      for (const value of ['欧阳小明', 'brien', row.phoneSealed, row.phoneHash, 'INSERT INTO', 'parameters'])
        expect(text).not.toContain(value)
    }
  } finally {
    await world.close()
  }
})

test.each([
  [`Duplicate entry '10kV甲'乙线' for key 'uq_feeder'`, `Error: Duplicate entry '***' for key 'uq_feeder'`],
  [
    `Incorrect string value: '\\xF0\\x9F' for column 'name' at row 1`,
    `Error: Incorrect string value: '***' for column 'name' at row 1`,
  ],
  [`syntax to use near 'VALUES ('张三')' at line 1`, `Error: syntax to use near '***' at line 1`],
  ['refused 13812345678', 'Error: refused 138****5678'],
])('of %s the values are left out', (message, words) => {
  expect(faultWords(new Error(message))).toBe(words)
})

test('the log of real requests holds no number, no account and no token in full', async () => {
  const lines: string[] = []
  const world = await openWorld({ logTo: { write: (line) => void lines.push(line) } })
  try {
    const station = await aStation(world)
    const household = await aHousehold(world, await aVillage(world, station))
    const staff = await aStaff(world, station, { admin: true, password: 'horse-battery-staple' })
    const { token } = await world.call('POST /sessions/staff', {
      body: { account: staff.account, password: 'horse-battery-staple' },
    })
    const villager = await villagerToken(world, household)
    await world.callAs(token, 'POST /households/search', { body: { phone: household.phone as string } })
    await world.callAs(token, 'GET /households/:id/phone', { params: { id: household.id } })
    await world.inject({ url: `/areas?q=${household.accountNo}`, headers: { authorization: `Bearer ${token}` } })
    await world.inject({ url: `/nowhere/${household.phone}?access_token=${token}` })
    const { code } = await loginCode(world, '13700001111')
    world.deps.log.error(
      { err: new Error(`refused ${household.phone}`), url: `x?access_token=${token}`, authorization: token },
      'vendor',
    )
    const log = lines.join('')
    expect(log).toContain('POST /households/search')
    expect(log).toContain('"status":404')
    for (const secret of [household.phone, household.accountNo, token, villager, code, 'horse-battery-staple'])
      expect(log).not.toContain(secret)
  } finally {
    await world.close()
  }
})
