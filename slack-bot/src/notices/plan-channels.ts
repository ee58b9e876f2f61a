import type { StateStore } from '@patchbay/core'
import type { Mute } from './mute.ts'
import type { ChannelSettings } from './channel-settings.ts'
import type { Board } from './board.ts'
import type { Subscribed } from './read-subscribed.ts'
import type { DigestTime, Watch } from './subscription.ts'

/** What a channel wants: by the configuration file, and by command. */
export interface ChannelPlan {
  channel: string
  watches: Watch[]
  digests: DigestTime[]
  mutes: Mute[]
  /** What people asked for by command, each with its run. */
  asked: Subscribed[]
}

/** A channel's notices as the configuration file has them. */
export interface ConfiguredNotices {
  channel: string
  as: string
  connectors?: readonly string[] | undefined
  severity?: Watch['severity'] | undefined
  digest?: { at: string; zone: string } | undefined
}

const isThere = <Value>(value: Value | undefined): value is Value => value !== undefined

const configured = ({ as, connectors, severity, digest }: ConfiguredNotices) => ({
  watches: [{ as, connectors: [...(connectors ?? ['*'])], severity: severity ?? 'warning' }],
  digests: digest === undefined ? [] : [{ ...digest, connectors: [...(connectors ?? ['*'])], as }],
})

export interface PlanParts {
  settings: Pick<StateStore<ChannelSettings>, 'read' | 'list'>
  boards: Pick<StateStore<Board>, 'read' | 'list'>
  subscribed(channel?: string): Promise<Subscribed[]>
}

/** Of one channel as it is now, of all by a search, which misses the last second. */
const stored = async <Value>(
  store: Pick<StateStore<Value>, 'read' | 'list'>,
  only: string | undefined,
): Promise<{ id: string; value: Value }[]> =>
  only === undefined ? store.list() : [await store.read(only)].filter(isThere)

/** Every channel that wants to hear of something, or did: what its cards say has to be put right. */
export const planChannels = async (
  fromFile: readonly ConfiguredNotices[],
  { settings, boards, subscribed }: PlanParts,
  only?: string,
): Promise<ChannelPlan[]> => {
  const plans = new Map<string, ChannelPlan>()
  const add = (channel: string, more: Partial<ChannelPlan>): void => {
    const plan = plans.get(channel) ?? { channel, watches: [], digests: [], mutes: [], asked: [] }
    plan.watches.push(...(more.watches ?? []))
    plan.digests.push(...(more.digests ?? []))
    plan.mutes.push(...(more.mutes ?? []))
    plan.asked.push(...(more.asked ?? []))
    plans.set(channel, plan)
  }
  for (const one of fromFile) add(one.channel, configured(one))
  const [asked, wishes, shown] = await Promise.all([
    subscribed(only),
    stored(settings, only),
    stored(boards, only),
  ])
  for (const { channel, run, ...watch } of asked)
    add(channel, { watches: [watch], asked: [{ channel, run, ...watch }] })
  for (const { id, value } of wishes)
    add(id, { digests: value.digest === null ? [] : [value.digest], mutes: value.mutes })
  for (const { id, value } of shown) if (value.cards.length > 0 || value.told.length > 0) add(id, {})
  return [...plans.values()].filter(({ channel }) => only === undefined || channel === only)
}
