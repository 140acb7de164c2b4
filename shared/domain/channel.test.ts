import fc from 'fast-check'
import {
  awareness,
  awarenessOf,
  CHANNELS,
  firstChannelFor,
  isTold,
  nextChannelAfter,
  rateWords,
  TOLD_MEANS,
  type ToldProof,
  taskOwnerFor,
  toldState,
} from './channel'

const offAt = new Date('2026-11-30T00:00:00Z')
const before = new Date(offAt.getTime() - 1)
const proof = (means: ToldProof['means'], at = before, by: string | null = 'P1'): ToldProof => ({ means, at, by })

describe('the road to a household', () => {
  it.each([
    [true, true, 'wechat'],
    [true, false, 'wechat'],
    [false, true, 'sms'],
    [false, false, 'person'],
  ] as const)('with credit %s and mobile %s is first %s', (credit, hasMobile, channel) => {
    expect(firstChannelFor({ credit, hasMobile })).toBe(channel)
  })

  it('falls from WeChat to SMS to a person, and ends there', () => {
    for (const hasMobile of [true, false]) {
      const road = []
      for (let at = firstChannelFor({ credit: true, hasMobile }) as (typeof CHANNELS)[number] | null; at !== null; ) {
        road.push(at)
        at = nextChannelAfter(at, { hasMobile })
      }
      expect(road).toEqual(hasMobile ? CHANNELS : ['wechat', 'person'])
    }
  })

  it.each([
    [
      { liaisonId: 'L', deputyId: 'D', dutyManagerId: 'M' },
      { kind: 'liaison', staffId: 'L' },
    ],
    [
      { liaisonId: 'L', liaisonAway: true, deputyId: 'D', dutyManagerId: 'M' },
      { kind: 'deputy', staffId: 'D' },
    ],
    [
      { liaisonId: null, deputyId: null, dutyManagerId: 'M' },
      { kind: 'duty_manager', staffId: 'M' },
    ],
    [{ liaisonId: 'L', liaisonAway: true, deputyId: null, dutyManagerId: null }, { kind: 'station' }],
  ])('gives the task of %j to %j', (people, owner) => {
    expect(taskOwnerFor(people)).toEqual(owner)
  })
})

describe('told', () => {
  it('is each of the four means before the off time', () => {
    for (const means of TOLD_MEANS) expect(isTold(proof(means), offAt)).toBe(true)
  })

  it('is nothing at the off time or after it', () => {
    for (const means of TOLD_MEANS) expect(isTold(proof(means, offAt), offAt)).toBe(false)
  })

  it('needs a name behind a tap, a call or a visit, and none behind an SMS report', () => {
    for (const by of [null, '', ' ']) {
      for (const means of ['tap', 'call', 'visit'] as const) expect(isTold(proof(means, before, by), offAt)).toBe(false)
      expect(isTold(proof('sms_report', before, by), offAt)).toBe(true)
    }
  })

  it('by both counts under the word of a person', () => {
    expect(toldState([proof('sms_report'), proof('call')], offAt)).toBe('person')
  })

  it('stays with the SMS report where the word of the person came late', () => {
    expect(toldState([proof('sms_report'), proof('tap', offAt)], offAt)).toBe('sms_report')
  })

  it('late is not told, and a call without a name is not even late', () => {
    expect(toldState([proof('visit', offAt)], offAt)).toBe('late')
    expect(toldState([proof('visit', offAt, null)], offAt)).toBe('none')
  })
})

describe('the awareness rate', () => {
  const proofs = fc.array(
    fc.record({
      means: fc.constantFrom(...TOLD_MEANS),
      at: fc.date({ min: new Date('2026-11-29'), max: new Date('2026-12-01'), noInvalidDate: true }),
      by: fc.constantFrom(null, '', 'P1'),
    }),
    { maxLength: 4 },
  )
  const households = fc.array(fc.record({ offAt: fc.constant(offAt), proofs }), { maxLength: 40 })

  it('has parts that add up to the affected households, whatever happened', () => {
    fc.assert(
      fc.property(households, (rows) => {
        const { affected, told, late, stillToTell, rate } = awareness(rows)
        expect(affected).toBe(rows.length)
        expect(told.person + told.smsReport + late + stillToTell).toBe(affected)
        if (rate === null) expect(affected).toBe(0)
        else expect(rate).toBe(Math.floor(((told.person + told.smsReport) * 10_000) / affected))
      }),
    )
  })

  it('never falls when another proof is added', () => {
    fc.assert(
      fc.property(proofs, proofs, (some, more) => {
        const rate = (all: ToldProof[]) => awareness([{ offAt, proofs: all }]).rate as number
        expect(rate([...some, ...more])).toBeGreaterThanOrEqual(rate(some))
      }),
    )
  })

  it('counts households without a number in the denominator', () => {
    expect(
      awareness([
        { offAt, proofs: [proof('tap')] },
        { offAt, proofs: [] },
      ]),
    ).toEqual({
      affected: 2,
      told: { person: 1, smsReport: 0 },
      late: 0,
      stillToTell: 1,
      rate: 5000,
    })
  })

  it('is everybody only when everybody is told', () => {
    expect(awarenessOf({ person: 18_199, none: 1 }).rate).toBe(9999)
    expect(awarenessOf({ person: 1, sms_report: 18_199 }).rate).toBe(10_000)
  })

  it('of no household is no number', () => {
    expect(rateWords(awarenessOf({}).rate)).toBe('—')
    expect(rateWords(9583)).toBe('95.83%')
  })
})
