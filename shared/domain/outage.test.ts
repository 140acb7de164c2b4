import fc from 'fast-check'
import { checkOutage, firstOffAt, type OutageDraft, type OutageInterval } from './outage'
import { REFUSALS } from './refusal'
import { rulesFor, withStationRules } from './rules'
import { atChina, HOUR, MINUTE } from './time'

const rules = rulesFor('辽宁省')
const now = atChina('2026-11-22', '10:00')
const inHours = (hours: number): Date => new Date(now.getTime() + hours * HOUR)
const feeder = { kind: 'feeder', id: 'F1' } as const

const draft = (change: Partial<OutageDraft> = {}): OutageDraft => ({
  kind: 'planned',
  reason: '线路检修',
  intervals: [{ offAt: inHours(8 * 24), onAt: inHours(8 * 24 + 4) }],
  scope: [feeder],
  ...change,
})
const between = (off: number, on: number | null, more: Partial<OutageInterval> = {}): OutageInterval => ({
  offAt: inHours(off),
  onAt: on === null ? null : inHours(on),
  ...more,
})
const codes = (change: Partial<OutageDraft>) => checkOutage(draft(change), now, rules).map(({ code }) => code)

describe('a planned outage', () => {
  it('announced 8 days ahead with reason, times and area may be published', () => {
    expect(checkOutage(draft(), now, rules)).toEqual([])
  })

  it('announced exactly 7 days ahead may be published, a millisecond less may not', () => {
    const exactly = { offAt: inHours(168), onAt: inHours(172) }
    expect(codes({ intervals: [exactly] })).toEqual([])
    const late = { ...exactly, offAt: new Date(exactly.offAt.getTime() - 1) }
    expect(codes({ intervals: [late] })).toEqual(['OUTAGE_NOTICE_TOO_LATE'])
  })

  it('announced 2 days ahead is refused with the article of the law and the time that would do', () => {
    const [finding, ...others] = checkOutage(draft({ intervals: [between(48, 52)] }), now, rules)
    expect(others).toEqual([])
    expect(finding).toMatchObject({ code: 'OUTAGE_NOTICE_TOO_LATE', field: 'intervals.0.offAt' })
    expect(finding?.message).toBe(
      '计划停电须提前7天公告，现在离停电只有2天；请把停电时间改到11月29日(周日)上午10:00以后',
    )
    expect(finding?.rule).toMatchObject({ key: 'outage.planned.minLead', mark: 'C' })
    expect(finding?.rule?.text).toMatch(/^法规依据：《电力供应与使用条例》.*第二十八条/)
    expect(REFUSALS.OUTAGE_NOTICE_TOO_LATE.status).toBe(422)
  })

  it('counts its lead time to the earliest interval, even when that stands last', () => {
    const findings = checkOutage(draft({ intervals: [between(200, 204), between(48, 52)] }), now, rules)
    expect(findings.map(({ code, field }) => [code, field])).toEqual([
      ['OUTAGE_NOTICE_TOO_LATE', 'intervals.1.offAt'],
      ['OUTAGE_INTERVALS_UNSORTED', 'intervals.1.offAt'],
    ])
  })

  it('in the past is refused as past, not as too late', () => {
    expect(codes({ intervals: [between(-2, 2)] })).toEqual(['OUTAGE_OFF_IN_PAST'])
  })

  it('is held to a stricter number of the station', () => {
    const own = withStationRules(rules, { 'outage.planned.minLead': 9 })
    if (!('rules' in own)) throw new Error('refused')
    const [finding] = checkOutage(draft(), now, own.rules)
    expect(finding?.message).toContain('须提前9天')
    expect(finding?.rule?.text).toMatch(/^企业惯例/)
  })

  it('takes instants as the wire carries them', () => {
    const interval = { offAt: inHours(200).toISOString(), onAt: inHours(204).toISOString() }
    expect(checkOutage(draft({ intervals: [interval] }), now.toISOString(), rules)).toEqual([])
  })

  it('passes or fails by the lead time alone, for any hour', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 400 * 60 }), (minutes) => {
        const offAt = new Date(now.getTime() + minutes * MINUTE)
        const onAt = new Date(offAt.getTime() + HOUR)
        expect(codes({ intervals: [{ offAt, onAt }] })).toEqual(
          minutes >= 7 * 24 * 60 ? [] : ['OUTAGE_NOTICE_TOO_LATE'],
        )
      }),
    )
  })
})

describe('a temporary outage', () => {
  it('needs 24 hours', () => {
    expect(codes({ kind: 'temporary', intervals: [between(24, 26)] })).toEqual([])
    expect(codes({ kind: 'temporary', intervals: [between(23.99, 26)] })).toEqual(['OUTAGE_NOTICE_TOO_LATE'])
  })

  it('refused for its time names practice and law apart', () => {
    const [finding] = checkOutage(draft({ kind: 'temporary', intervals: [between(2, 4)] }), now, rules)
    expect(finding?.rule?.mark).toBe('S')
    expect(finding?.rule?.text).toMatch(/企业惯例\/未核实：《供电监管办法》.*；法规依据：.*第二十八条第二项.*重要用户/)
  })
})

describe('a fault', () => {
  const fault = (change: Partial<OutageDraft> = {}) => codes({ kind: 'fault', intervals: [between(-1, 2)], ...change })

  it('whose last interval is over is told to nobody', () => {
    expect(fault({ intervals: [between(-5, -4), between(-3, -1)] })).toEqual(['OUTAGE_ALREADY_OVER'])
    expect(fault({ intervals: [between(-5, 0)] })).toEqual(['OUTAGE_ALREADY_OVER'])
    expect(fault({ intervals: [between(-5, -4), between(-3, 1)] })).toEqual([])
    const [found] = checkOutage(draft({ kind: 'fault', intervals: [between(-5, -4), between(-3, -1)] }), now, rules)
    expect(found?.field).toBe('intervals.1.onAt')
  })

  it('needs no notice time', () => {
    expect(fault()).toEqual([])
  })

  it('must have happened: it is no way around the notice time', () => {
    expect(fault({ intervals: [between(5, 6)] })).toEqual(['OUTAGE_FAULT_IN_FUTURE'])
  })

  it.each([[null], [''], ['未明'], [' 未明 ']])('may have the reason %j with the time of the next word', (reason) => {
    expect(fault({ reason })).toEqual(['OUTAGE_NEXT_WORD_MISSING'])
    expect(fault({ reason, intervals: [between(-1, 2, { nextWordAt: inHours(1) })] })).toEqual([])
  })

  it('may have an unknown end with the time of the next word, which must be to come', () => {
    expect(fault({ intervals: [between(-1, null)] })).toEqual(['OUTAGE_NEXT_WORD_MISSING'])
    expect(fault({ intervals: [between(-1, null, { nextWordAt: inHours(-0.5) })] })).toEqual(['OUTAGE_NEXT_WORD_PAST'])
    expect(fault({ intervals: [between(-1, null, { nextWordAt: inHours(1) })] })).toEqual([])
  })

  it('with neither reason nor end asks once for the time of the next word', () => {
    expect(fault({ reason: null, intervals: [between(-1, null)] })).toEqual(['OUTAGE_NEXT_WORD_MISSING'])
  })
})

describe('every outage', () => {
  it.each<[string, Partial<OutageDraft>, string[]]>([
    ['a kind', { kind: null }, ['OUTAGE_KIND_UNKNOWN']],
    ['a reason', { reason: ' ' }, ['OUTAGE_REASON_MISSING']],
    ['a reason that is one', { reason: '未明' }, ['OUTAGE_REASON_MISSING']],
    ['an area', { scope: [] }, ['OUTAGE_AREA_MISSING']],
    ['an interval', { intervals: [] }, ['OUTAGE_OFF_MISSING']],
    ['an off time', { intervals: [{ offAt: null, onAt: inHours(200) }] }, ['OUTAGE_OFF_MISSING']],
    ['an on time', { intervals: [{ offAt: inHours(200), onAt: null }] }, ['OUTAGE_ON_MISSING']],
    ['a readable off time', { intervals: [{ offAt: '明天', onAt: inHours(200) }] }, ['OUTAGE_TIME_INVALID']],
    ['a readable on time', { intervals: [{ offAt: inHours(200), onAt: 'x' }] }, ['OUTAGE_TIME_INVALID']],
    ['an on time after the off time', { intervals: [between(200, 200)] }, ['OUTAGE_ENDS_BEFORE_IT_STARTS']],
    ['intervals in order', { intervals: [between(210, 212), between(200, 202)] }, ['OUTAGE_INTERVALS_UNSORTED']],
    ['intervals apart', { intervals: [between(200, 204), between(203, 206)] }, ['OUTAGE_INTERVALS_OVERLAP']],
    [
      'intervals apart from all before',
      { intervals: [between(200, 220), between(201, 202), between(203, 204)] },
      ['OUTAGE_INTERVALS_OVERLAP', 'OUTAGE_INTERVALS_OVERLAP'],
    ],
  ])('needs %s', (_, change, expected) => {
    expect(codes(change)).toEqual(expected)
  })

  it('names everything that is missing at once', () => {
    const empty: OutageDraft = { kind: null, reason: null, intervals: [], scope: [] }
    expect(checkOutage(empty, now, rules).map(({ code }) => code)).toEqual([
      'OUTAGE_KIND_UNKNOWN',
      'OUTAGE_OFF_MISSING',
      'OUTAGE_REASON_MISSING',
      'OUTAGE_AREA_MISSING',
    ])
  })

  it('may switch power on in between: touching intervals do not overlap', () => {
    expect(codes({ intervals: [between(200, 202), between(202, 204), between(207, 209)] })).toEqual([])
  })

  it('may switch different areas off at the same time, not one area twice', () => {
    const village = (id: string) => ({ scope: [{ kind: 'village', id } as const] })
    expect(codes({ scope: [], intervals: [between(200, 204, village('A')), between(202, 206, village('B'))] })).toEqual(
      [],
    )
    expect(codes({ intervals: [between(200, 204, village('A')), between(202, 206, village('A'))] })).toEqual([
      'OUTAGE_INTERVALS_OVERLAP',
    ])
  })

  it('starts for a household with the first of its intervals', () => {
    expect(firstOffAt([between(9, 10), between(3, 4)])).toEqual(inHours(3))
    expect(firstOffAt([])).toBeNull()
  })
})
