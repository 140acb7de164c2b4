/**
 * How long a test may go on. A file named `*.deep.test.ts` does a fixed slice in `npm test`; `npm run test:deep -- --minutes N` runs
 * only those files and shares the minutes out among them.
 */
const shareMs = Number(process.env.DEEP_MS ?? 0)

/** True in `npm run test:deep`. */
export const deep = shareMs > 0

/** A size: `slice` in `npm test`, `full` in the deep run. */
export const budget = (slice: number, full: number): number => (deep ? full : slice)

/**
 * Counts rounds from 0: `slice` of them in `npm test`; in the deep run at least as many, and on until `part` (0–1) of the file's share
 * of the minutes is used up. The parts of one file's tests should add up to 1.
 */
export function* rounds(slice: number, part = 1): Generator<number> {
  const until = performance.now() + shareMs * part
  for (let round = 0; round < slice || performance.now() < until; round++) yield round
}

/** The same for fast-check: `fc.assert(property, runs(200, 0.5))`. */
export const runs = (slice: number, part = 1) =>
  deep
    ? { numRuns: 1_000_000_000, interruptAfterTimeLimit: shareMs * part, markInterruptAsFailure: false }
    : { numRuns: slice }
