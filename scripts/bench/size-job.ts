export async function sizeJob(): Promise<number> {
  return 0
}
