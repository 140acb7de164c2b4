import { appendFileSync } from 'node:fs'
import {
  endStage,
  msgid,
  newFile,
  PHONE,
  sms,
  start,
  subscribeCall,
  TEMPLATE,
  tokenOf,
  until,
} from '../testing/sandbox-stage'

afterEach(endStage)

describe('journal', () => {
  test('messages, credits, people and templates are there again after a kill; the torn last line is cut off', async () => {
    const file = newFile()
    const before = start(file)
    const { openid } = before.control.addPerson({ phone: PHONE, nickname: '王大爷' })
    before.control.subscribe(openid, { templateId: TEMPLATE, times: 2 })
    const sent = await before.inject(subscribeCall(openid, await tokenOf(before)))
    await sms(before, 'a1')
    await until(() => before.control.record({ channel: 'sms' })[0]?.state === 'delivered')
    // Killed in the middle of a line.
    appendFileSync(file, '{"kind":"message","seq":99,"id":"ha')

    const after = start(file)
    expect(after.control.people()).toEqual([{ openid, phone: PHONE, nickname: '王大爷' }])
    expect(after.control.credits(openid, TEMPLATE)).toBe(1)
    expect(after.control.record()).toEqual(before.control.record())
    const next = await after.inject(subscribeCall(openid, await tokenOf(after)))
    expect(msgid(next.body)).not.toBe(msgid(sent.body))

    const third = start(file)
    expect(third.control.count()).toMatchObject({ messages: 3, addressees: 2 })
  })

  test('a journal broken before its last line stops the start and names the line', () => {
    const file = newFile()
    start(file).control.addPerson({ phone: PHONE })
    appendFileSync(file, 'oops\n{"kind":"clock","offsetMs":0}\n')
    expect(() => start(file)).toThrow(/line 2 is not JSON/)
  })

  test('a report still owed at a kill is made after the restart', async () => {
    const file = newFile()
    const before = start(file)
    before.control.changeSettings({ receiptDelayMs: 60_000 })
    await sms(before, 'a1')
    const after = start(file)
    await until(() => after.control.record()[0]?.state === 'delivered')
  })
})
