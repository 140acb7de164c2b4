import path from 'node:path'
import { fileURLToPath } from 'node:url'

/** The project's own folder, wherever a command was typed. */
export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..')

/** Says no in one readable message instead of a stack trace. */
export class SetupFault extends Error {}

/** Runs a command's main function; a `SetupFault` becomes its message and exit code 1. */
export function main(work) {
  work().then(
    (code) => {
      process.exitCode = code ?? 0
    },
    (error) => {
      console.error(error instanceof SetupFault ? `\n${error.message}` : error)
      process.exitCode = 1
    },
  )
}
