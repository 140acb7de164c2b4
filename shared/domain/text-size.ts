/** Text sizes a person can choose, in px; 30 is the size the elderly-design rule wants reachable. */
export const TEXT_SIZES = [17, 20, 24, 30] as const
export type TextSize = (typeof TEXT_SIZES)[number]

/** What WeChat tells about the phone's own setting (`getAppBaseInfo`); older clients tell only the size in px. */
export type PhoneTextSetting = { fontSizeScaleFactor?: number; fontSizeSetting?: number }

/** Large text starts at factor 1.3, or at a setting of 22 px where the client gives no factor. */
export function wantsLargeText({ fontSizeScaleFactor, fontSizeSetting }: PhoneTextSetting): boolean {
  if (fontSizeScaleFactor !== undefined) return fontSizeScaleFactor >= 1.3
  return fontSizeSetting !== undefined && fontSizeSetting >= 22
}

/** The size to show: the person's own choice, else what the phone's setting asks for. */
export function textSizeFor(setting: PhoneTextSetting, chosen: TextSize | null): TextSize {
  if (chosen !== null) return chosen
  return wantsLargeText(setting) ? 24 : 17
}
