import { writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { DataSource, type DataSourceOptions } from 'typeorm'
import { tables } from '../server/platform/db/tables'

/**
 * Writes server/platform/db/migrations/0001-baseline.ts from the tables as they stand, with the statements of both databases.
 * Usage: node scripts/run.mjs scripts/new-migration.ts --baseline   (MySQL/MariaDB at SCRATCH_MYSQL_URL, default root@127.0.0.1)
 */
const FOLDER = resolve(process.cwd(), 'server/platform/db/migrations')

async function statementsFor(options: DataSourceOptions): Promise<string[]> {
  const source = await new DataSource({ ...options, entities: tables } as DataSourceOptions).initialize()
  try {
    return (await source.driver.createSchemaBuilder().log()).upQueries.map(({ query }) => query)
  } finally {
    await source.destroy()
  }
}

async function main(): Promise<void> {
  if (!process.argv.includes('--baseline')) throw new Error('Say --baseline: it writes 0001-baseline.ts anew.')
  const url = process.env.SCRATCH_MYSQL_URL ?? 'mysql://root@127.0.0.1:3306'
  const scratch = `cunsuo_scratch_${process.pid}`
  const server = await new DataSource({ type: 'mariadb', url: `${url}/mysql` } as DataSourceOptions).initialize()
  await server.query(`CREATE DATABASE ${scratch} CHARACTER SET utf8mb4 COLLATE utf8mb4_bin`)
  try {
    const mysql = await statementsFor({ type: 'mariadb', url: `${url}/${scratch}` } as DataSourceOptions)
    const sqlite = await statementsFor({
      type: 'better-sqlite3',
      database: ':memory:',
      driver: require('libsql'),
    } as never)
    const list = (statements: string[]) =>
      statements.map((statement) => `    ${JSON.stringify(statement.replaceAll(`\`${scratch}\`.`, ''))},`).join('\n')
    const text = `import type { MigrationInterface, QueryRunner } from 'typeorm'
import { runStatements } from './sql-migration'

/** All tables of the first release, written by scripts/new-migration.ts from the table definitions. */
export class Baseline1764000000000 implements MigrationInterface {
  readonly name = 'Baseline1764000000000'

  async up(runner: QueryRunner): Promise<void> {
    await runStatements(runner, STATEMENTS)
  }

  async down(): Promise<void> {
    throw new Error('The baseline is not taken back: restore a backup instead.')
  }
}

const STATEMENTS = {
  mysql: [
${list(mysql)}
  ],
  sqlite: [
${list(sqlite)}
  ],
}
`
    writeFileSync(join(FOLDER, '0001-baseline.ts'), text)
    console.log(`${mysql.length} + ${sqlite.length} statements`)
  } finally {
    await server.query(`DROP DATABASE ${scratch}`)
    await server.destroy()
  }
}

main().catch((error) => {
  console.error(error instanceof Error ? error.message : error)
  process.exit(1)
})
