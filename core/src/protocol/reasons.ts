import { PatchbayError } from '../errors.ts'
import type { Decision } from './decision.ts'
import type { Risk } from './policy.ts'

/** Whoever asks others for what is dangerous says why; what policy lets happen at once needs no words. */
export const requestNeedsReason = ({
  decision,
  risk,
}: Pick<Decision, 'decision'> & { risk: Risk }): boolean =>
  decision === 'ask' && (risk === 'guarded' || risk === 'irreversible')

/** Whoever rejects, or approves what can't be undone, says why: those who read it later have nothing else. */
export const voteNeedsReason = ({ choice, risk }: { choice: 'approve' | 'reject'; risk: string }): boolean =>
  choice === 'reject' || risk === 'irreversible'

/** @throws PatchbayError `reason.missing`, before anything is written: a front end can ask and call again. */
export const ensureReason = (
  reason: string | undefined,
  { why, run }: { why: string; run?: string | undefined },
): void => {
  if (reason !== undefined && reason.trim() !== '') return
  throw new PatchbayError('reason.missing', `A reason is needed: ${why}.`, {
    field: 'reason',
    run,
    next: 'Say why: `--reason "…"` on the command line, `reason` in a tool.',
  })
}

/** What somebody types to approve a request. */
export const approveCommand = ({ run, risk }: { run: string; risk: string }): string =>
  `patchbay approval decide ${run} --approve${voteNeedsReason({ choice: 'approve', risk }) ? ' --reason "…"' : ''}`
