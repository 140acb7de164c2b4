import type { Import, Source } from './source'

/** From the ground up: a room may look down, never up, and not sideways at another room of its floor (but for the order below). */
const FLOORS = ['platform', 'registry', 'services', 'fulfilment']
/** Some rooms of a floor stand on one another: each may read those named before it. */
const ORDER: Record<string, string[]> = {
  registry: ['stations', 'villages', 'people', 'liaisons', 'sign-in', 'bindings', 'subscriptions', 'imports'],
  fulfilment: ['deliveries', 'awareness'],
}

const LONGEST_FILE = 300
const LONGEST_TEST = 500

/** Packages that only one folder may know. */
const PACKAGE_HOMES: [RegExp, string][] = [
  [/^wechatpay-node-v3(\/|$)/, 'server/platform/pay/'],
  [/^(@alicloud|@darabonba)\//, 'server/platform/sms/'],
  [/^tencentcloud-/, 'server/platform/sms/'],
]
/** Vendors' own words, as property names. */
const VENDOR_KEYS = ['errcode', 'errmsg', 'access_token', 'session_key', 'touser', 'out_trade_no', 'SendStatusSet']
const VENDOR_HOSTS = /\b(weixin\.qq\.com|dysmsapi\.aliyuncs\.com|sms\.tencentcloudapi\.com)/
const VENDOR_HOMES = /^server\/(platform\/(wechat|pay|sms)|sandbox)\//

const CLOCK = ['Date', 'Date.now', 'new Date', 'Math.random', 'randomUUID', 'crypto.randomUUID', 'globalThis.Date.now']
const RANDOM_BYTES = ['randomBytes', 'crypto.randomBytes', 'randomInt', 'crypto.getRandomValues']
const OUTSIDE_WORLD = [
  'fetch',
  'setTimeout',
  'setInterval',
  'setImmediate',
  'queueMicrotask',
  'process.env',
  'console.log',
]

export const isTest = (file: string): boolean =>
  /\.test\.tsx?$/.test(file) || /^(server\/testing|miniprogram\/test|miniprogram\/test-[a-z0-9]+)\//.test(file)

const inside = (file: string, ...folders: string[]): boolean => folders.some((folder) => file.startsWith(folder))

type Place = { floor: number; room: string; name: string }

function placeOf(file: string): Place | undefined {
  const [, floor, room, name] = file.match(/^server\/([^/]+)\/(?:([^/]+)\/)?(.+)$/) ?? []
  const level = FLOORS.indexOf(floor ?? '')
  return level < 0 || !name ? undefined : { floor: level, room: room ?? '', name }
}

function standsOn(from: Place, target: Place): boolean {
  const order = ORDER[FLOORS[from.floor] ?? ''] ?? []
  const [upper, lower] = [order.indexOf(from.room), order.indexOf(target.room)]
  return from.floor === target.floor && lower >= 0 && lower < upper
}

type Rule = (source: Source) => (string | false | undefined)[]

/** A rule about each import of a file. */
const eachImport =
  (applies: (file: string) => boolean, say: (target: Import, file: string) => string | false | undefined): Rule =>
  (source) =>
    applies(source.file) ? source.imports.map((target) => say(target, source.file)) : []

const product = (file: string): boolean => !isTest(file)

const domainStandsAlone = eachImport(
  (file) => product(file) && inside(file, 'shared/domain/'),
  ({ to }) => !inside(to, 'shared/domain/') && `shared/domain imports ${to}`,
)

const contractStandsOnDomain = eachImport(
  (file) => product(file) && inside(file, 'shared/contract/'),
  ({ to }) => !inside(to, 'shared/') && !/^typebox(\/|$)/.test(to) && `shared/contract imports ${to}`,
)

const miniprogramStaysSmall = eachImport(
  (file) => product(file) && inside(file, 'miniprogram/'),
  ({ to, typeOnly }) => {
    if (inside(to, 'server/', 'scripts/')) return `the mini-program imports ${to}`
    return inside(to, 'shared/contract/') && !typeOnly && `the mini-program carries ${to}: import its types only`
  },
)

const subpackagesStayApart = eachImport(
  (file) => product(file) && inside(file, 'miniprogram/src/'),
  ({ to }, file) => {
    const home = (path: string) => path.match(/^miniprogram\/src\/(villager|liaison)\//)?.[1]
    return home(to) && home(to) !== home(file) && `a page outside ${home(to)} imports ${to} from that subpackage`
  },
)

const roomsLookDown = eachImport(product, ({ to }, file) => {
  const from = placeOf(file)
  const target = placeOf(to)
  if (!from) return undefined
  if (/^server\/(app|main|migrate)$/.test(to)) return `a room imports ${to}`
  if (!target || (from.floor === target.floor && from.room === target.room)) return undefined
  // The database must know every table; this list is the one place that looks up.
  if (file === 'server/platform/db/tables.ts' && target.name.endsWith('.tables')) return undefined
  if (target.floor > from.floor) return `${FLOORS[from.floor]} looks up to ${to}`
  if (target.floor === 0) return undefined
  if (target.floor === from.floor && !standsOn(from, target)) return `${from.room} looks sideways at ${to}`
  // The one door for bulk rows from files; only the room that reads the files may use it.
  if (target.name.endsWith('.intake'))
    return !inside(file, 'server/registry/imports/') && `${from.room} opens ${to}: that door is for imports alone`
  return !target.name.endsWith('.reads') && `${from.room} opens ${to}: only a room's reads are public`
})

const farEndsAreOutside = eachImport(product, ({ to }, file) => {
  if (inside(file, 'server/sandbox/'))
    return inside(to, 'server/', 'shared/', 'miniprogram/', 'scripts/') && !inside(to, 'server/sandbox/')
      ? `the sandbox imports ${to}: it must not know our code`
      : undefined
  if (inside(to, 'server/sandbox/'))
    return file !== 'server/main.ts' && !inside(file, 'scripts/') && `${to} is imported by the product`
  return inside(file, 'server/', 'shared/') && inside(to, 'server/testing/', 'scripts/', 'miniprogram/')
    ? `the product imports ${to}`
    : undefined
})

const vendorsStayHome: Rule = (source) => {
  if (isTest(source.file)) return []
  const packages = source.imports.map(({ to }) => {
    const home = PACKAGE_HOMES.find(([name]) => name.test(to))?.[1]
    return home && !inside(source.file, home) && `${to} belongs to ${home} alone`
  })
  if (VENDOR_HOMES.test(source.file) || !inside(source.file, 'server/', 'shared/', 'miniprogram/')) return packages
  const keys = VENDOR_KEYS.filter((key) => source.keys.has(key)).map((key) => `uses the vendor's word ${key}`)
  const host = source.file !== 'server/config.ts' && source.strings.some((text) => VENDOR_HOSTS.test(text))
  return [...packages, ...keys, host && 'names a vendor’s host']
}

const environmentIsReadOnce: Rule = ({ file, uses, imports }) => [
  product(file) &&
    inside(file, 'server/', 'shared/') &&
    file !== 'server/config.ts' &&
    (uses.has('process.env') || imports.some(({ to }) => to === 'node:process' || to === 'process')) &&
    'reads the environment',
]

/** Where the one real clock and the maker of names may stand. */
const CLOCK_HOMES = [
  'server/main.ts',
  'server/house.ts',
  'server/found.ts',
  'server/sandbox/main.ts',
  'miniprogram/src/api/',
  'scripts/',
  'miniprogram/config/',
]

/** Salts and nonces are no one's name: they may be drawn where something is sealed or hashed. */
const SALT_HOMES = ['server/platform/', 'server/found.ts', 'server/sandbox/']

const timeAndNamesAreAskedFor: Rule = ({ file, uses, imports }) => {
  if (isTest(file) || !/\.tsx?$/.test(file) || inside(file, ...CLOCK_HOMES)) return []
  const clock = CLOCK.filter((name) => uses.has(name)).map((name) => `makes its own time or names: ${name}`)
  const names = imports.some(({ to }) => to === 'ulid') && 'makes its own names: ulid'
  const random = !inside(file, ...SALT_HOMES)
    ? RANDOM_BYTES.filter((name) => uses.has(name)).map((name) => `takes its own randomness: ${name}`)
    : []
  const world = inside(file, 'shared/domain/')
    ? OUTSIDE_WORLD.filter((name) => uses.has(name)).map((name) => `a rule touches the world: ${name}`)
    : []
  return [...clock, names, ...random, ...world]
}

const importsArePlain: Rule = (source) => [
  ...source.imports.map(
    ({ written }) => /^(@\/|~|#|@cunsuo\/)/.test(written) && `imports ${written}: relative paths only`,
  ),
  source.computedImport && product(source.file) && !inside(source.file, 'scripts/') && 'imports a computed name',
  ...source.passedOn.map((name) => `passes on the names of ${name}: import them where they are made`),
  ...source.mocks.map((name) => `replaces our own ${name} by a mock`),
]

const startNeedsNothingInstalled = eachImport(
  (file) => /^scripts\/((start|test|run|check)\.mjs$|setup\/.*\.[cm]js$)/.test(file),
  ({ to, written }) =>
    !written.startsWith('node:') && !inside(to, 'scripts/setup/') && `imports ${written} before anything is installed`,
)

const filesStayReadable: Rule = ({ file, lines }) => {
  const most = isTest(file) ? LONGEST_TEST : LONGEST_FILE
  return [lines > most && !inside(file, 'server/platform/db/migrations/') && `has ${lines} lines, more than ${most}`]
}

const RULES = [
  domainStandsAlone,
  contractStandsOnDomain,
  miniprogramStaysSmall,
  subpackagesStayApart,
  roomsLookDown,
  farEndsAreOutside,
  vendorsStayHome,
  environmentIsReadOnce,
  timeAndNamesAreAskedFor,
  importsArePlain,
  startNeedsNothingInstalled,
  filesStayReadable,
]

/** Everything a source file does that the house does not allow. */
export const faultsOf = (source: Source): string[] =>
  RULES.flatMap((rule) => rule(source)).filter((fault): fault is string => typeof fault === 'string')

/** Hosts of package registries and their mirrors: whoever installs chooses those. */
const REGISTRY_HOST =
  /\b(?:registry|mirrors?|deb|pypi)\.[a-z0-9-]+(?:\.[a-z0-9-]+)+|\b(?:npmmirror|npmjs|yarnpkg)\.(?:com|org)/i
const UNFINISHED = new RegExp(`\\b(?:${['TO', 'FIX'].map((start, at) => start + ['DO', 'ME'][at]).join('|')})\\b`)

/** Faults of any text file, whatever its language. */
export const textFaultsOf = (file: string, text: string): string[] => [
  ...(REGISTRY_HOST.test(text) ? ['names a package registry’s host'] : []),
  ...(file !== 'package-lock.json' && UNFINISHED.test(text) ? ['carries a note of unfinished work'] : []),
]
