/** What a cell of a sheet may hold once read. */
export type Cell = string | number | boolean | null | undefined

/** Full-width digits, letters and signs (６１、+、-) to the half-width ones; other characters stay. */
export const toHalfWidth = (text: string): string =>
  // Most cells hold none: looking first costs a quarter of replacing.
  FULL_WIDTH.test(text)
    ? text.replace(/[\uFF01-\uFF5E]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0)).replace(/\u3000/g, ' ')
    : text
const FULL_WIDTH = /[\uFF01-\uFF5E\u3000]/

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const CONTROL = /[\u0000-\u001F\u007F-\u009F\u200B-\u200F\u2028-\u202E\u2060\uFEFF]/g

/** A cell as one line of text: control and invisible characters become blanks, blanks around fall away. */
export const cellText = (cell: Cell): string =>
  cell === null || cell === undefined ? '' : String(cell).replace(CONTROL, ' ').trim()

/** Marks people put into a cell that has nothing to say. */
const NOTHING = new Set(['', '-', '--', '—', '——', '/', '无', '暂无', '空', 'null', 'NULL'])
export const isNothing = (text: string): boolean => NOTHING.has(text)

/** A sheet would run it: `=…`, `@…`, and `+…`/`-…` that is more than a number. */
export const looksLikeFormula = (text: string): boolean => /^[=@]/.test(text) || /^[+-](?![\d\s.,-]*$)/.test(text)

/** `6.1E+09`: a long number that a sheet has already rounded, the digits are lost. */
export const isScientific = (text: string): boolean => /^[+-]?\d+(\.\d+)?[eE][+-]?\d+$/.test(text)

/** Length as a person counts it, in code points: a rare character or an emoji is one. */
export const lengthOf = (text: string): number => [...text].length

/** The text cut to at most `max` code points, the last of them … when something was cut. */
export function cut(text: string, max: number): string {
  const points = [...text]
  if (points.length <= max) return text
  return max <= 0 ? '' : `${points.slice(0, max - 1).join('')}…`
}
