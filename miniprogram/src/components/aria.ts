type Role = 'alert' | 'button' | 'heading' | 'img' | 'radio' | 'status' | 'text'

/** What a screen reader is told. WeChat reads `aria-role`, a browser reads `role`. */
export const aria = (role: Role, label?: string) => ({
  role,
  'aria-role': role,
  ...(label === undefined ? {} : { 'aria-label': label }),
})
