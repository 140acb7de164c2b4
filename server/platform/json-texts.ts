/** A JSON object whose values are texts, as settings hold it; null for everything else (also `null`, lists, numbers). */
export function jsonTexts(json: string): Record<string, string> | null {
  try {
    const value: unknown = JSON.parse(json)
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
    return isObject && Object.values(value).every((text) => typeof text === 'string')
      ? (value as Record<string, string>)
      : null
  } catch {
    return null
  }
}
