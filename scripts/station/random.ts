/** Numbers that look random and are the same for the same seed on every machine. */
export interface Random {
  /** 0 ≤ x < 1. */
  next(): number
  /** A whole number, both ends included. */
  int(from: number, to: number): number
  pick<T>(choices: readonly T[]): T
  /** True in `share` of the cases. */
  chance(share: number): boolean
}

/**
 * One stream of numbers for each name (sfc32, seeded through FNV-1a): what is drawn for one household does not move what is drawn for
 * the next, so a register of any size can be walked several times without being kept.
 */
export function randomOf(seed: number, ...names: (string | number)[]): Random {
  let hash = 0x811c9dc5
  for (const char of `${seed}/${names.join('/')}`) hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x01000193)
  let a = hash
  let b = Math.imul(hash, 0x9e3779b1)
  let c = ~hash
  let counter = 1
  const step = (): number => {
    const sum = (a + b + counter++) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (((c << 21) | (c >>> 11)) + sum) | 0
    return (sum >>> 0) / 2 ** 32
  }
  for (let i = 0; i < 12; i++) step()
  const int = (from: number, to: number): number => from + Math.floor(step() * (to - from + 1))
  return {
    next: step,
    int,
    pick: (choices) => choices[int(0, choices.length - 1)] as (typeof choices)[number],
    chance: (share) => step() < share,
  }
}
