import { createHash } from 'node:crypto'
import { recentRequests, type Session, type StateStore } from '@patchbay/core'
import { isOver, type ShownRun } from '@patchbay/core/words'
import type { WebClient } from '@slack/web-api'
import { z } from 'zod'
import { isGone } from '../slack-error.ts'
import { lines, line, text, message, type Message } from '../views/blocks.ts'
import { runMessage, threadLines } from '../views/run-message.ts'
import type { KeptMessage } from './kept-message.ts'
import { isForGood, type LoadRun } from './load-run.ts'
import { oneAtATime } from './one-at-a-time.ts'

export interface RunMessages {
  /** Posts the run's message unless it is there, and brings it up to date. */
  show(run: string, requester: string): Promise<void>
  /** Draws what is stored, whoever changed it. */
  refresh(run: string): Promise<void>
  /** The message as it is remembered. */
  find(run: string): Promise<KeptMessage | undefined>
  /** Looks at all open runs, those of other front ends too. */
  sweep(): Promise<void>
}

export interface RunMessageParts {
  session: Session
  store: StateStore<KeptMessage>
  load: LoadRun
  /** For what nobody waits for. */
  slack: WebClient
  /** Where requests are shown. */
  channel: string
  now(): Date
  log(problem: string, error: unknown): void
}

/** A message whose posting began so long ago and that has no id was lost with its bot. Milliseconds. */
const lostAfter = 60_000
const longAgo = new Date(0).toISOString()
const posted = z.object({ ts: z.string(), channel: z.string() })

const digestOf = (drawn: Message): string =>
  createHash('sha256').update(JSON.stringify(drawn)).digest('base64url').slice(0, 22)

export const keepRunMessages = (parts: RunMessageParts): RunMessages => {
  const { session, store, load, slack, channel } = parts
  /** Messages that this process has drawn: what an earlier one left may not be what it remembers. */
  const drawnHere = new Set<string>()
  /** Runs that are over and drawn, or none of ours: never looked at again by this process. */
  const settled = new Set<string>()

  /** Compare-and-set first, then the post: of two replicas only one writes the line. */
  const tell = async (run: string, shown: ShownRun): Promise<void> => {
    for (;;) {
      const kept = await store.read(run)
      const next = kept === undefined ? undefined : threadLines(shown)[kept.value.told]
      if (kept?.value.ts === undefined || next === undefined) return
      if (!(await store.replace(kept, { ...kept.value, told: kept.value.told + 1 }))) continue
      await slack.chat.postMessage({
        channel: kept.value.channel,
        thread_ts: kept.value.ts,
        ...message(next, [lines(line(text(next)))]),
        unfurl_links: false,
      })
    }
  }

  /**
   * Slack first, then the memory of it: whoever dies in between, or loses against another replica, has the message
   * drawn again from a newer look.
   */
  const draw = async (run: string, requester: string): Promise<ShownRun> => {
    for (;;) {
      const kept = await store.read(run)
      const shown = await load(run, requester)
      if (kept?.value.ts === undefined) return shown
      const { ts, channel: place } = kept.value
      const drawn = runMessage(shown)
      const value = { ...kept.value, drawn: digestOf(drawn), digest: shown.digest, over: isOver(shown) }
      const same = kept.value.drawn === value.drawn && kept.value.over === value.over
      if (same && drawnHere.has(run)) return shown
      try {
        await slack.chat.update({ channel: place, ts, ...drawn })
      } catch (error) {
        if (!isGone(error)) throw error
        const { ts: _gone, ...rest } = kept.value
        await store.replace(kept, { ...rest, channel, posting: longAgo, told: 0 })
        await post(run, requester, shown)
        return shown
      }
      drawnHere.add(run)
      if (same || (await store.replace(kept, value))) return shown
    }
  }

  const post = async (run: string, requester: string, shown: ShownRun): Promise<void> => {
    const value: KeptMessage = {
      requester,
      channel,
      posting: parts.now().toISOString(),
      drawn: '',
      digest: shown.digest,
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
    const drawn = runMessage(shown)
    const { ts, channel: place } = posted.parse(
      await slack.chat.postMessage({ channel, ...drawn, unfurl_links: false }),
    )
    const mine = await store.read(run)
    if (mine === undefined) return
    drawnHere.add(run)
    await store.replace(mine, {
      ...mine.value,
      ts,
      channel: place,
      drawn: digestOf(drawn),
      over: isOver(shown),
    })
  }

  const show: RunMessages['show'] = async (run, requester) => {
    const kept = await store.read(run)
    if (kept?.value.ts === undefined) await post(run, requester, await load(run, requester))
    const shown = await draw(run, requester)
    await tell(run, shown)
    if (isOver(shown)) settled.add(run)
  }

  /** A request made elsewhere is shown while somebody can decide it; what was never asked here is none of ours. */
  const lookAt = async (run: string, requester: string, isKept: boolean): Promise<void> => {
    if (isKept || (await load(run, requester)).state === 'waiting') await show(run, requester)
    else settled.add(run)
  }

  return {
    show,
    find: async (run) => (await store.read(run))?.value,
    // Each step of a run asks for it.
    refresh: oneAtATime(async (run) => {
      const kept = await store.read(run)
      if (kept === undefined) return
      // A click may have put "working" in the place of what is remembered.
      drawnHere.delete(run)
      await show(run, kept.value.requester)
    }),
    async sweep() {
      const kept = new Map(
        (await store.list()).filter(({ value }) => !value.over).map(({ id, value }) => [id, value.requester]),
      )
      const recent = await recentRequests(session.es, 100)
      const candidates = new Map([...recent.map(({ run, requester }) => [run, requester] as const), ...kept])
      for (const [run, requester] of candidates) {
        if (settled.has(run)) continue
        try {
          await lookAt(run, requester, kept.has(run))
        } catch (error) {
          // Somebody whom the bot may not act as, or whose target is gone: the others are still looked at.
          if (isForGood(error)) settled.add(run)
          parts.log(`The run ${run} of ${requester} can't be shown.`, error)
        }
      }
    },
  }
}
