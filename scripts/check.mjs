// Everything that can be checked without running the product: npm run check
import { runChecks } from './setup/checks.mjs'
import { ensurePackages } from './setup/packages.mjs'
import { main } from './setup/root.mjs'

main(async () => {
  await ensurePackages()
  const { failed } = await runChecks()
  return failed === 0 ? 0 : 1
})
