import { EntitySchema, type EntitySchemaColumnOptions, type ValueTransformer } from 'typeorm'

/** A column of one kind, the same in both databases. `Value` is what code sees. */
export class Column<Value> {
  declare readonly value: Value
  constructor(readonly options: EntitySchemaColumnOptions) {}
  /** The column may be empty; code sees `null`. */
  orNull(): Column<Value | null> {
    return new Column({ ...this.options, nullable: true })
  }
  /** Part of the primary key. */
  primary(): Column<Value> {
    return new Column({ ...this.options, primary: true })
  }
}

/** BIGINT and SUM come back as text from mysql2 and as numbers from SQLite. */
const asNumber: ValueTransformer = {
  to: (value: unknown) => value,
  from: (value: string | number | null) => (value === null || value === undefined ? null : Number(value)),
}
const asBoolean: ValueTransformer = {
  to: (value: boolean | null) => (value === null || value === undefined ? value : value ? 1 : 0),
  from: (value: number | boolean | null) => (value === null || value === undefined ? null : Boolean(value)),
}
/** JSON as text in both databases: MariaDB's `json` is text with a check, SQLite has no such type. */
const asJson: ValueTransformer = {
  to: (value: unknown) => (value === null || value === undefined ? value : JSON.stringify(value)),
  from: (value: string | null) => (value === null || value === undefined ? null : JSON.parse(value)),
}

/** The named kinds of column. Lengths are characters. */
export const col = {
  /** The row's own name: a ULID, 26 characters, sortable by time. */
  id: () => new Column<string>({ type: 'varchar', length: 26, primary: true }),
  /** The id of another row. */
  ref: () => new Column<string>({ type: 'varchar', length: 26 }),
  /** A number counted up by the database; primary key of queues. */
  sequence: () => new Column<number>({ type: 'integer', primary: true, generated: 'increment' }),
  text: (length: number) => new Column<string>({ type: 'varchar', length }),
  longText: () => new Column<string>({ type: 'text' }),
  oneOf: <const T extends readonly string[]>(_values: T) => new Column<T[number]>({ type: 'varchar', length: 24 }),
  int: () => new Column<number>({ type: 'integer' }),
  bigint: () => new Column<number>({ type: 'bigint', transformer: asNumber }),
  bool: () => new Column<boolean>({ type: 'tinyint', transformer: asBoolean }),
  /** A moment, UTC with milliseconds. */
  instant: () => new Column<Date>({ type: 'datetime', precision: 3 }),
  /** A Chinese calendar day, `YYYY-MM-DD`. */
  day: () => new Column<string>({ type: 'varchar', length: 10 }),
  json: <T>() => new Column<T>({ type: 'text', transformer: asJson }),
  /** Text sealed by the vault (phone and ID numbers). */
  secret: () => new Column<string>({ type: 'varchar', length: 400 }),
  /** HMAC-SHA256 or SHA-256 in hex. */
  hash: () => new Column<string>({ type: 'varchar', length: 64 }),
}

type ColumnsOf<Row> = { [K in keyof Row]-?: Column<Row[K]> }
type Keys<Row> = { unique?: Record<string, (keyof Row & string)[]>; index?: Record<string, (keyof Row & string)[]> }

/** `householdId` → `household_id`. */
export const columnName = (key: string): string => key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

/**
 * One table: every key of the row needs a column of the fitting kind, or it does not compile.
 * Unique rules and indexes are named, because unnamed ones drift on MariaDB.
 */
export function table<Row extends object>(
  name: string,
  columns: ColumnsOf<Row>,
  keys: Keys<Row> = {},
): EntitySchema<Row> {
  const schema = Object.fromEntries(
    Object.entries<Column<unknown>>(columns).map(([key, column]) => [
      key,
      { ...column.options, name: columnName(key) },
    ]),
  )
  return new EntitySchema<Row>({
    name,
    tableName: name,
    columns: schema as never,
    indices: [
      ...Object.entries(keys.unique ?? {}).map(([indexName, cols]) => ({
        name: indexName,
        columns: cols ?? [],
        unique: true,
      })),
      ...Object.entries(keys.index ?? {}).map(([indexName, cols]) => ({ name: indexName, columns: cols ?? [] })),
    ],
  })
}
