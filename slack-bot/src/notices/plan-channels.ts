import type { StateStore } from '@patchbay/core'
import type { Mute } from './mute.ts'
import type { Subscription } from './stored-subscription.ts'
import type { DigestTime, Watch } from './subscription.ts'

/** What a channel wants: by the configuration file, and by command. */
export interface ChannelPlan {
  channel: string
  watches: Watch[]
  digests: DigestTime[]
  mutes: Mute[]
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

/**
 * Every channel that wants to hear of something, or did: what its cards say has to be put right. One channel alone is
 * read as it is now, all of them by a search, which misses the last second.
 */
export const planChannels = async (
  fromFile: readonly ConfiguredNotices[],
  subscriptions: Pick<StateStore<Subscription>, 'read' | 'list'>,
  only?: string,
): Promise<ChannelPlan[]> => {
  const plans = new Map<string, ChannelPlan>()
  const add = (channel: string, more: Partial<ChannelPlan>): void => {
    const plan = plans.get(channel) ?? { channel, watches: [], digests: [], mutes: [] }
    plan.watches.push(...(more.watches ?? []))
    plan.digests.push(...(more.digests ?? []))
    plan.mutes.push(...(more.mutes ?? []))
    plans.set(channel, plan)
  }
  for (const one of fromFile) add(one.channel, configured(one))
  const stored =
    only === undefined ? await subscriptions.list() : [await subscriptions.read(only)].filter(isThere)
  for (const { id, value } of stored)
    add(id, {
      watches: value.watches,
      digests: value.digest === null ? [] : [value.digest],
      mutes: value.mutes,
    })
  return [...plans.values()].filter(({ channel }) => only === undefined || channel === only)
}
