/** Width on a terminal: a Chinese character or full-width sign takes two columns. */
export const widthOf = (text: string): number =>
  [...text].reduce(
    (sum, char) =>
      sum +
      (/[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/.test(char)
        ? 2
        : 1),
    0,
  )

/** Lines of a table whose first column is words and whose other columns are figures, for a terminal. */
export function tableLines(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string[] {
  const lines = [head, ...rows].map((cells) => cells.map(String))
  const widths = head.map((_, at) => Math.max(...lines.map((cells) => widthOf(cells[at] ?? ''))))
  const cell = (text: string, at: number): string => {
    const blanks = ' '.repeat((widths[at] ?? 0) - widthOf(text))
    return at === 0 ? text + blanks : blanks + text
  }
  const [title = [], ...body] = lines
  const rule = '─'.repeat(widths.reduce((sum, width) => sum + width + 2, -2))
  return [title.map(cell).join('  '), rule, ...body.map((cells) => cells.map(cell).join('  '))]
}
