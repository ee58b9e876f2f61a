import { counted } from '../lib/counted.ts'
import { orphanKeys } from '../steps/orphan-keys.ts'
import { type Examine, ok, warning } from './diagnosis.ts'

const check = 'orphaned keys'

/** Keys that outlived their connectors: they open what those wrote, and nobody watches over them. */
export const examineOrphanKeys: Examine = async ({ es }, { clock }) => {
  const { orphans } = await orphanKeys({ es }, clock.now())
  const [gone, unknown] = (['gone', 'unknown'] as const).map(
    (kind) => orphans.filter((one) => one.kind === kind).length,
  )
  if (!gone && !unknown) return [ok(check, 'none')]
  const found = `${counted(gone ?? 0, 'key')} of connectors that are gone, ${unknown ?? 0} made elsewhere that no connector names`
  return [warning(check, found, '`patchbay api-key orphans` shows them.')]
}
