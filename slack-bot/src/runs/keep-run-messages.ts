import { createHash } from 'node:crypto'
import type { Look, StateStore } from '@patchbay/core'
import type { ShownRun } from '@patchbay/core/words'
import type { Place } from '../messages/find-own-message.ts'
import type { Message } from '../views/blocks.ts'
import { type Depicted, depictRun } from './depict-run.ts'
import type { DrawRun } from './draw-run.ts'
import type { KeptMessage } from './kept-message.ts'
import { isForGood, type LoadRun } from './load-run.ts'
import { oneAtATime } from './one-at-a-time.ts'
import type { RunChannel } from './run-channel.ts'

export interface RunMessages {
  /** Posts the message of a run that was just asked for, unless it is there, and brings it up to date. */
  show(run: string, requester: string): Promise<void>
  /** Draws what is stored, whoever changed it; false where that is not known, or can't be read any more. */
  refresh(run: string): Promise<boolean>
  /** Takes a message in which somebody clicked for one of the run's, where it isn't known as that. */
  adopt(run: string, place: Place, reader: string): Promise<void>
  /** The message as it is remembered. */
  find(run: string): Promise<KeptMessage | undefined>
  /** Brings all open runs up to date, those of other front ends too, by what the executor has just read. */
  sweep(look: Look): Promise<void>
}

export interface RunMessageParts {
  store: StateStore<KeptMessage>
  load: LoadRun
  drawRun: DrawRun
  /** Where requests are shown. */
  place: RunChannel
  now(): Date
  log(problem: string, error: unknown): void
}

/** A message whose posting began so long ago and that has no id was lost with its bot. Milliseconds. */
const lostAfter = 60_000
const longAgo = new Date(0).toISOString()

/** Of the newest requests so many are shown, where no message is remembered. */
const recentAtMost = 100

const digestOf = (drawn: Message): string =>
  createHash('sha256').update(JSON.stringify(drawn)).digest('base64url').slice(0, 22)

export const keepRunMessages = (parts: RunMessageParts): RunMessages => {
  const { store, load, drawRun, place: slack } = parts
  /** Believes a look that somebody else had, once: what is asked again is read anew. */
  const loadAfter = (fresh: ShownRun | undefined): LoadRun => {
    let known = fresh
    return async (run, requester) => {
      const found = known ?? (await load(run, requester))
      known = undefined
      return found
    }
  }
  /** Messages that this process has drawn: what an earlier one left may not be what it remembers. */
  const drawnHere = new Set<string>()
  /** Messages that show something else than what is remembered of them, such as "working", until they are drawn. */
  const covered = new Set<string>()
  /** Runs that are over and drawn, or none of ours: never looked at again by this process. */
  const settled = new Set<string>()

  /** Compare-and-set first, then the post: of two replicas only one writes the line. */
  const tell = async (run: string, story: readonly string[]): Promise<void> => {
    for (;;) {
      const kept = await store.read(run)
      const next = kept === undefined ? undefined : story[kept.value.told]
      if (kept?.value.ts === undefined || next === undefined) return
      if (!(await store.replace(kept, { ...kept.value, told: kept.value.told + 1 }))) continue
      await slack.tell({ channel: kept.value.channel, ts: kept.value.ts }, next)
    }
  }

  /**
   * Slack first, then the memory of it: whoever dies in between, or loses against another replica, has the message
   * drawn again from a newer look.
   */
  const draw = async (run: string, requester: string, read: LoadRun): Promise<Depicted> => {
    for (let again = 0; ; again += 1) {
      const kept = await store.read(run)
      const depicted = await depictRun({ load: read, drawRun }, run, requester)
      if (kept?.value.ts === undefined) return depicted
      const { ts, channel } = kept.value
      const { drawn, digest, version, over, gone } = depicted
      // Somebody has drawn what a newer look had told them.
      if (!gone && version < kept.value.version && again === 0) continue
      // How it ended was said while it could be read.
      if (gone && kept.value.over) {
        covered.delete(run)
        return depicted
      }
      const same = kept.value.drawn === digestOf(drawn) && kept.value.over === over
      if (same && drawnHere.has(run)) return depicted
      if (!(await slack.edit({ channel, ts }, drawn))) {
        const { ts: _gone, ...rest } = kept.value
        await store.replace(kept, { ...rest, channel: slack.channel, posting: longAgo, told: 0 })
        await post(run, requester, { depicted, isNew: true })
        return depicted
      }
      const copies: Place[] = []
      for (const copy of kept.value.copies) if (await slack.edit(copy, drawn)) copies.push(copy)
      drawnHere.add(run)
      covered.delete(run)
      const value = { ...kept.value, copies, drawn: digestOf(drawn), version, digest, over }
      const unchanged = same && copies.length === kept.value.copies.length
      if (unchanged || (await store.replace(kept, value))) return depicted
    }
  }

  const post = async (
    run: string,
    requester: string,
    { depicted, isNew }: { depicted: Depicted; isNew: boolean },
  ): Promise<void> => {
    const { drawn, digest, version, over } = depicted
    const value: KeptMessage = {
      requester,
      channel: slack.channel,
      copies: [],
      posting: parts.now().toISOString(),
      drawn: '',
      version: 0,
      digest,
      told: 0,
      over: false,
    }
    const kept = await store.read(run)
    if (kept === undefined) {
      if (!(await store.create(run, value))) return
    } else {
      const age = parts.now().getTime() - Date.parse(kept.value.posting)
      if (kept.value.ts !== undefined || age < lostAfter) return
      if (!(await store.replace(kept, value))) return
    }
    const found = isNew ? undefined : await slack.find(run)
    const { ts, channel } = found ?? (await slack.post(run, drawn))
    const mine = await store.read(run)
    if (mine === undefined) return
    // What was found may show an older state; its digest is none, so it is drawn.
    if (found === undefined) drawnHere.add(run)
    await store.replace(mine, {
      ...mine.value,
      ts,
      channel,
      ...(found === undefined ? { drawn: digestOf(drawn), version } : { drawn: '' }),
      over,
    })
  }

  const bringUpToDate = async (
    run: string,
    requester: string,
    { isNew = false, fresh }: { isNew?: boolean; fresh?: ShownRun | undefined } = {},
  ): Promise<void> => {
    const kept = await store.read(run)
    if (kept?.value.ts === undefined) {
      const depicted = await depictRun({ load: loadAfter(fresh), drawRun }, run, requester)
      await post(run, requester, { depicted, isNew: isNew && kept === undefined })
    }
    const { story, over } = await draw(run, requester, loadAfter(fresh))
    await tell(run, story)
    if (over && !covered.has(run)) settled.add(run)
  }

  /** A request made elsewhere is shown while somebody can decide it; what was never asked here is none of ours. */
  const lookAt = async (
    run: string,
    requester: string,
    { isKept, fresh }: { isKept: boolean; fresh: ShownRun | undefined },
  ): Promise<void> => {
    if (isKept || fresh?.state === 'waiting') await bringUpToDate(run, requester, { fresh })
    else if (fresh !== undefined) settled.add(run)
  }

  // Each step of a run asks for it.
  const redraw = oneAtATime(async (run) => {
    // Noted before anything is asked: what can't be drawn now is drawn by a later sweep.
    covered.add(run)
    drawnHere.delete(run)
    settled.delete(run)
    const kept = await store.read(run)
    if (kept !== undefined) await bringUpToDate(run, kept.value.requester)
  })

  return {
    show: (run, requester) => bringUpToDate(run, requester, { isNew: true }),
    find: async (run) => (await store.read(run))?.value,
    async refresh(run) {
      await redraw(run)
      return drawnHere.has(run)
    },
    async adopt(run, { channel, ts }, reader) {
      for (;;) {
        const kept = await store.read(run)
        if (kept === undefined) {
          const { requester, digest, story } = await depictRun({ load, drawRun }, run, reader)
          const first = {
            requester,
            channel,
            ts,
            copies: [],
            posting: longAgo,
            drawn: '',
            version: 0,
            over: false,
          }
          // Its thread tells what was told; who reads it knows.
          if (await store.create(run, { ...first, digest, told: story.length })) return
          continue
        }
        const { copies } = kept.value
        if ([kept.value, ...copies].some((one) => one.channel === channel && one.ts === ts)) return
        // Where none is known, it is the one that a bot posted, and lives or not.
        const more =
          kept.value.ts === undefined
            ? { channel, ts, drawn: '' }
            : { copies: [...copies, { channel, ts }], drawn: '' }
        if (await store.replace(kept, { ...kept.value, ...more })) return
      }
    },
    async sweep({ requests, shown }) {
      const open = (await store.list()).filter(({ value }) => !value.over)
      const kept = new Map(open.map(({ id, value }) => [id, value.requester]))
      for (const run of covered) {
        const found = await store.read(run)
        if (found === undefined) covered.delete(run)
        else kept.set(run, found.value.requester)
      }
      const recent = requests.slice(0, recentAtMost)
      const candidates = new Map([...recent.map(({ run, requester }) => [run, requester] as const), ...kept])
      for (const [run, requester] of candidates) {
        if (settled.has(run)) continue
        try {
          await lookAt(run, requester, { isKept: kept.has(run), fresh: shown.get(run) })
        } catch (error) {
          // Somebody whom the bot may not act as: the others are still looked at.
          if (isForGood(error)) settled.add(run)
          parts.log(`The run ${run} of ${requester} can't be shown.`, error)
        }
      }
    },
  }
}
