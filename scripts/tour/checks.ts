/** Sums that must agree, each from two sources that do not know each other. */
export class Checks {
  readonly lines: string[] = []
  differences = 0

  /** Notes whether what the product says is what was counted elsewhere. */
  same(what: string, product: unknown, counted: unknown): void {
    const agree = JSON.stringify(product) === JSON.stringify(counted)
    if (!agree) this.differences++
    this.lines.push(
      agree
        ? `  ✓ ${what}：${wordsOf(product)}`
        : `  ✗ ${what}：系统说 ${wordsOf(product)}，另行清点是 ${wordsOf(counted)}`,
    )
  }
}

const wordsOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value))
