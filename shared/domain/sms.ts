/** One piece holds 70 characters; a longer text is cut into pieces of 67, the rest joins them together. */
export const SMS_ONE_PIECE = 70
export const SMS_LONG_PIECE = 67

/**
 * Pieces the carrier counts for a text, signature 【…】 included. Counted in UTF-16 units: that is what goes over the
 * air, so a rare character or an emoji is two. Empty text is none.
 */
export function smsPieces(text: string): number {
  if (text.length === 0) return 0
  return text.length <= SMS_ONE_PIECE ? 1 : Math.ceil(text.length / SMS_LONG_PIECE)
}

/** What texts cost, in fen, at a price in fen a piece. */
export const smsCost = (pieces: number, fenPerPiece: number): number => pieces * fenPerPiece
