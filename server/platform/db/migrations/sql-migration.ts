import type { QueryRunner } from 'typeorm'

/** The statements of one migration, for each database. */
export type Statements = { mysql: readonly string[]; sqlite: readonly string[] }

/** Runs the statements of the database at hand. On MySQL each commits at once, so a migration must be able to be run again. */
export async function runStatements(runner: QueryRunner, statements: Statements): Promise<void> {
  const sqlite = runner.connection.options.type === 'better-sqlite3'
  for (const statement of sqlite ? statements.sqlite : statements.mysql) await runner.query(statement)
}
