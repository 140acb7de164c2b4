import { posix } from 'node:path'
import { parseSync } from '@swc/core'

export type Import = {
  /** A file of the project (path from its root, without extension) or a package as written. */
  to: string
  /** As written in the file. */
  written: string
  /** Gone when the program runs. */
  typeOnly: boolean
}

/** What one file says, as far as the boundaries care. */
export type Source = {
  file: string
  imports: Import[]
  /** Names used as `a` in a call or `a.b` anywhere; `new Date` stands for a Date without arguments. */
  uses: Set<string>
  /** Names of properties read, written or declared. */
  keys: Set<string>
  strings: string[]
  /** Own modules replaced by `jest.mock`. */
  mocks: string[]
  /** `import()` or `require()` of a name that is only known at run time. */
  computedImport: boolean
  /** Files whose names this one passes on (`export … from`). */
  passedOn: string[]
  lines: number
}

type Node = { type: string; [key: string]: unknown }
const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && typeof (value as Node).type === 'string'

export function readSource(file: string, text: string): Source {
  const source: Source = {
    file,
    imports: [],
    uses: new Set(),
    keys: new Set(),
    strings: [],
    mocks: [],
    computedImport: false,
    passedOn: [],
    lines: text.split('\n').length - (text.endsWith('\n') ? 1 : 0),
  }
  const tsx = !file.endsWith('.ts')
  const module = parseSync(text, file.match(/\.tsx?$/) ? { syntax: 'typescript', tsx } : { syntax: 'ecmascript' })
  visit(module as unknown as Node, source)
  return source
}

function visit(node: Node, source: Source): void {
  READERS[node.type]?.(node, source)
  for (const value of Object.values(node))
    for (const child of Array.isArray(value) ? value : [value]) {
      if (isNode(child)) visit(child, source)
      // Arguments and list elements are wrapped: { spread, expression }.
      else if (isNode(child?.expression)) visit(child.expression, source)
    }
}

function addImport(source: Source, from: unknown, typeOnly: boolean): void {
  const written = (from as { value: string }).value
  const to = written.startsWith('.')
    ? posix.join(posix.dirname(source.file), written).replace(/\.(tsx?|[cm]?js)$/, '')
    : written
  source.imports.push({ to, written, typeOnly })
}

const allTypes = (specifiers: unknown): boolean => {
  const list = specifiers as { isTypeOnly?: boolean }[]
  return list.length > 0 && list.every((each) => each.isTypeOnly === true)
}

/** The text of a string or of a template without holes; undefined for anything else. */
function literal(node: unknown): string | undefined {
  if (!isNode(node)) return undefined
  if (node.type === 'StringLiteral') return node.value as string
  const quasis = node.quasis as { cooked: string }[] | undefined
  return node.type === 'TemplateLiteral' && quasis?.length === 1 ? quasis[0]?.cooked : undefined
}

/** `a` or `a.b` or `a.b.c` as written; undefined for what is computed. */
function nameOf(node: unknown): string | undefined {
  if (!isNode(node)) return undefined
  if (node.type === 'Identifier') return node.value as string
  if (node.type !== 'MemberExpression') return undefined
  const object = nameOf(node.object)
  const property = node.property as Node
  const key = property.type === 'Identifier' ? (property.value as string) : literal(property.expression)
  return object && key ? `${object}.${key}` : undefined
}

const argumentsOf = (node: Node): Node[] =>
  ((node.arguments ?? []) as { expression: Node }[]).map((each) => each.expression)

const READERS: Record<string, (node: Node, source: Source) => void> = {
  ImportDeclaration: (node, source) =>
    addImport(source, node.source, node.typeOnly === true || allTypes(node.specifiers)),
  ExportNamedDeclaration: (node, source) => {
    if (!node.source) return
    addImport(source, node.source, node.typeOnly === true || allTypes(node.specifiers))
    source.passedOn.push((node.source as { value: string } & Node).value)
  },
  ExportAllDeclaration: (node, source) => {
    addImport(source, node.source, node.typeOnly === true)
    source.passedOn.push((node.source as { value: string } & Node).value)
  },
  TsImportType: (node, source) => addImport(source, node.argument, true),
  TsExternalModuleReference: (node, source) => addImport(source, node.expression, false),
  CallExpression: (node, source) => {
    const callee = node.callee as Node
    const name = callee.type === 'Import' ? 'import' : nameOf(callee)
    if (!name) return
    source.uses.add(name)
    const [first] = argumentsOf(node)
    const value = literal(first)
    if (name === 'import' || name === 'require' || name === 'require.resolve') {
      if (value === undefined) source.computedImport = true
      else addImport(source, { value }, false)
    }
    if (/^jest\.(do)?[mM]ock$/.test(name) && value?.startsWith('.')) source.mocks.push(value)
  },
  NewExpression: (node, source) => {
    const name = nameOf(node.callee)
    if (name && argumentsOf(node).length === 0) source.uses.add(`new ${name}`)
  },
  MemberExpression: (node, source) => {
    const name = nameOf(node)
    if (name) source.uses.add(name)
    const property = node.property as Node
    if (property.type === 'Identifier') source.keys.add(property.value as string)
  },
  KeyValueProperty: (node, source) => addKey(node.key, source),
  KeyValuePatternProperty: (node, source) => addKey(node.key, source),
  AssignmentPatternProperty: (node, source) => addKey(node.key, source),
  TsPropertySignature: (node, source) => addKey(node.key, source),
  StringLiteral: (node, source) => {
    source.strings.push(node.value as string)
  },
  TemplateElement: (node, source) => {
    source.strings.push((node.cooked ?? node.raw) as string)
  },
}

function addKey(key: unknown, source: Source): void {
  const node = key as Node
  if (node.type === 'Identifier' || node.type === 'StringLiteral') source.keys.add(node.value as string)
}
