import { type RefusalCode, refusalText } from '../../../shared/domain/refusal'

/** A file that cannot be read as a sheet; `code` is one of the SHEET_… refusals, `details` says where it stopped. */
export class SheetFault extends Error {
  override name = 'SheetFault'
  constructor(
    readonly code: RefusalCode,
    readonly details?: { rowNo?: number; column?: string },
    options?: ErrorOptions,
  ) {
    super(refusalText(code), options)
  }
}
