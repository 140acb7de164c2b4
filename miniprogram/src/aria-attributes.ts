const words = { 'aria-role': '', 'aria-label': '', 'aria-live': '', 'aria-checked': '' }

/** Built-in components that carry words for a screen reader. */
export const ARIA = { View: words, Text: words, Button: words, Input: words, Image: words }
