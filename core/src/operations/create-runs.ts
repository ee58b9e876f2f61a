import type { Session } from '../deps.ts'
import { PatchbayError } from '../errors.ts'
import { appendEvent } from '../run-log/append-event.ts'
import type { RunEvent, Stamp } from '../run-log/event.ts'
import type { RunLog } from '../run-log/read-run-log.ts'
import { whyNoVote } from '../run-log/count-votes.ts'
import { ensureReason, voteNeedsReason } from '../protocol/reasons.ts'
import { executeRun } from './execute-run.ts'
import { type LoadParts, loadRun, type MachineRun } from './load-run.ts'
import type { Runs } from './runs.ts'

const neverAborted = new AbortController().signal

/** What the stamp of an event by this session will say, as far as a rule asks. */
const stampOf = ({ actor }: Session): Stamp => ({
  username: actor.username,
  realm: actor.realm,
  authenticationType: actor.authenticationType.toUpperCase(),
  roles: actor.roles,
  apiKeyId: actor.apiKey?.id,
})

/** The approval operations' way into the machinery. */
export const createRuns = (parts: LoadParts): Runs => {
  const load = (session: Session, run: string, log?: RunLog) =>
    loadRun(parts, { session, run, log, signal: neverAborted })

  /** Writes an event when `check` allows it; decides again when another event came first. */
  const append = async (
    session: Session,
    run: string,
    decideEvent: (loaded: MachineRun) => RunEvent,
  ): Promise<MachineRun> => {
    for (;;) {
      const loaded = await load(session, run)
      const n = loaded.length + 1
      if ((await appendEvent(session.es, { run, n, event: decideEvent(loaded) })) === 'taken') continue
      const after = await load(session, run)
      const voided = after.state.void.find((event) => event.n === n)
      if (voided !== undefined)
        throw new PatchbayError('run.void', `That does not count: ${voided.why}.`, { run })
      return after
    }
  }

  return {
    load,
    vote: (session, run, { choice, reason, digest }) =>
      append(session, run, (loaded) => {
        const { state, decision } = loaded
        const requester = state.requester
        if (state.name !== 'waiting' || requester === undefined) throw tooLate(loaded)
        const why = whyNoVote(stampOf(session), requester, decision)
        if (why !== undefined) {
          throw new PatchbayError('approval.not-yours', `Your vote would not count: ${why}.`, {
            run,
            ...(decision.signedIn && {
              next: `Sign in and run: npx patchbay approval decide ${run} --${choice}`,
            }),
          })
        }
        const stale = loaded.changed || (digest !== undefined && digest !== loaded.digest)
        if (choice === 'approve' && stale) {
          throw new PatchbayError(
            'approval.changed',
            'What this is about has changed since it was asked for.',
            {
              run,
              next: 'Let the requester ask again, or reject it.',
            },
          )
        }
        if (voteNeedsReason({ choice, risk: loaded.risk })) {
          const about =
            choice === 'reject' ? 'whoever asked wants to know what to change' : "this can't be undone"
          ensureReason(reason, { why: about, run })
        }
        return { type: 'vote', choice, digest: loaded.digest, ...(reason === undefined ? {} : { reason }) }
      }),
    release: (session, run) =>
      append(session, run, (loaded) => {
        if (loaded.state.name !== 'approved') throw notApproved(loaded)
        return { type: 'released' }
      }),
    withdraw: (session, run, reason) =>
      append(session, run, (loaded) => {
        if (!notBegun.includes(loaded.state.name)) throw tooLate(loaded)
        return { type: 'withdrawn', ...(reason === undefined ? {} : { reason }) }
      }),
    abandon: (session, run, reason) =>
      append(session, run, (loaded) => {
        if (notBegun.includes(loaded.state.name)) throw tooEarly(loaded)
        if (!['executing', 'ready', 'failed'].includes(loaded.state.name)) throw tooLate(loaded)
        return { type: 'abandoned', ...(reason === undefined ? {} : { reason }) }
      }),
    execute: (session, run, options) => executeRun({ parts, session, options }, run),
  }
}

const notBegun: readonly string[] = ['waiting', 'approved', 'cleared']

const tooEarly = ({ id, state }: MachineRun): PatchbayError =>
  new PatchbayError(
    'approval.state',
    `This run is ${state.name}: nothing has begun that could be given up.`,
    {
      run: id,
      next: `\`patchbay approval withdraw ${id}\` takes it back.`,
    },
  )

const notApproved = (loaded: MachineRun): PatchbayError =>
  loaded.state.name === 'waiting'
    ? new PatchbayError('approval.state', 'It still waits for approval: there is nothing to start.', {
        run: loaded.id,
        next: `\`patchbay approval get ${loaded.id}\` tells who may decide.`,
      })
    : tooLate(loaded)

const tooLate = ({ id, state }: MachineRun): PatchbayError =>
  new PatchbayError('approval.state', `Too late: this run is ${state.name}.`, {
    run: id,
    next: `\`patchbay approval get ${id}\` tells what happened.`,
  })
