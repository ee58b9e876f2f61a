import type { Session } from '../deps.ts'
import { checkPrivileges } from './check-privileges.ts'
import { privilegeMissing } from './describe-missing.ts'
import { allOf, type Required } from './required.ts'

export interface Asking {
  operation: { name: string; title: string }
  required: Required
  target?: string | undefined
  /** What `privilege explain` is to be asked about, where the operation alone does not say which role grants it. */
  about?: string | undefined
}

/**
 * Makes sure, before anything is changed, that whoever acts may do all of it.
 * @throws PatchbayError `privilege.missing`, which names every privilege that is not there.
 */
export const ensurePrivileges = async (
  session: Session,
  { operation, required, target, about }: Asking,
): Promise<void> => {
  if (required.cluster.length === 0 && required.index.length === 0) return
  const { all, missing } = await checkPrivileges(session.es, allOf(required), session.cluster.version)
  if (!all) throw privilegeMissing({ actor: session.actor, operation, target, about, missing })
}
