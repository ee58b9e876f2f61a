import { z } from 'zod'
import { PatchbayError } from '../errors.ts'
import { defineOperation, type OperationDeps } from '../operations/define-operation.ts'
import { appendRuns } from '../operations/run-privileges.ts'
import { toReadConnectors } from '../privileges/connector-privileges.ts'
import { allOf } from '../privileges/required.ts'
import { channelField, channelTarget } from './channel-target.ts'
import { readSubscriptions, sameConnectors, type Subscription } from './read-subscriptions.ts'

const input = z.strictObject({
  channel: channelField,
  connectors: z
    .array(z.string().trim().min(1).max(200))
    .min(1)
    .max(50)
    .default(['*'])
    .describe('names of connectors; * stands for anything, as in prod-*; all by default'),
  severity: z
    .enum(['warning', 'bad'])
    .default('warning')
    .describe('bad: only what has failed; warning: also what may fail soon'),
})

const words = ({ connectors, severity, as }: Pick<Subscription, 'connectors' | 'severity' | 'as'>): string =>
  `${connectors.includes('*') ? 'all connectors' : connectors.join(', ')}: ${severity === 'bad' ? 'what has failed' : 'what has failed or may fail soon'}, as ${as} sees it`

/** The run is the subscription: Elasticsearch's stamp says with whose rights the channel hears. */
export const subscribeNotices = defineOperation({
  name: 'notice.subscribe',
  version: 1,
  title: 'Subscribe a channel to notices',
  summary: 'Lets a channel of Slack hear when connectors are not well, with your rights, through the bot.',
  risk: 'routine',
  seenAtOnce: true,
  input,
  target: channelTarget,
  privileges: (_input, _channel, { version }) => allOf(appendRuns, toReadConnectors(version)),
  validate:
    () =>
    async ({ actor }) => {
      if (actor.apiKey === undefined) return
      throw new PatchbayError(
        'privilege.missing',
        'A channel hears with the rights of somebody who is signed in.',
        {
          next: 'Sign in with a user name and a password, or type `/connectors notices subscribe` in the channel.',
        },
      )
    },
  plan:
    ({ runs }: Pick<OperationDeps, 'runs'>) =>
    async ({ session, actor }, { connectors, severity }, channel) => {
      const before = (await readSubscriptions(runs, session, { channel })).find(
        (one) => sameConnectors(one.connectors) === sameConnectors(connectors),
      )
      return {
        headline: `Subscribe a channel to notices · ${channel}`,
        changes: [
          {
            what: channel,
            from: before === undefined ? 'nothing of them' : words(before),
            to: words({ connectors, severity, as: actor.username }),
          },
        ],
        after: [
          'everybody in the channel reads what the bot posts there; it posts where it was invited',
          `\`patchbay notice unsubscribe ${channel}\` ends it`,
        ],
      }
    },
  run:
    () =>
    async ({ actor }, { connectors, severity }, channel) => ({
      channel,
      connectors,
      severity,
      as: actor.username,
    }),
})
