import { z } from 'zod'
import type { Session } from '../deps.ts'
import { PatchbayError } from '../errors.ts'
import { defineOperation, type OperationDeps } from '../operations/define-operation.ts'
import { appendRuns } from '../operations/run-privileges.ts'
import type { Runs } from '../operations/runs.ts'
import { channelField, channelTarget } from './channel-target.ts'
import { countsHere, readSubscriptions, sameConnectors, type Subscription } from './read-subscriptions.ts'

const input = z.strictObject({
  channel: channelField,
  connectors: z
    .array(z.string().trim().min(1).max(200))
    .max(50)
    .default([])
    .describe('the names as they were asked for; all by default'),
})

const endedBy = async (
  runs: Pick<Runs, 'load'>,
  session: Session,
  { channel, connectors }: { channel: string; connectors: readonly string[] },
): Promise<Subscription[]> =>
  (await readSubscriptions(runs, session, { channel })).filter(
    (one) => connectors.length === 0 || sameConnectors(one.connectors) === sameConnectors(connectors),
  )

export const unsubscribeNotices = defineOperation({
  name: 'notice.unsubscribe',
  version: 1,
  title: 'End notices of a channel',
  summary: 'Ends what a channel of Slack hears about connectors, whoever asked for it.',
  risk: 'routine',
  seenAtOnce: true,
  input,
  target: channelTarget,
  privileges: () => appendRuns,
  validate:
    ({ runs }: Pick<OperationDeps, 'runs'>) =>
    async ({ session, actor }, { connectors }, channel) => {
      if (!countsHere({ apiKeyId: actor.apiKey?.id })) {
        throw new PatchbayError('privilege.missing', 'Notices are ended by somebody who is signed in.', {
          next: 'Sign in with a user name and a password, or type `/connectors notices unsubscribe` in the channel.',
        })
      }
      if ((await endedBy(runs, session, { channel, connectors })).length > 0) return
      throw new PatchbayError('input.invalid', 'Nobody asked for that here by command.', {
        field: 'connectors',
        next: '`patchbay notice list` shows what was; what the configuration of the bot asks for is ended there.',
      })
    },
  plan:
    ({ runs }: Pick<OperationDeps, 'runs'>) =>
    async ({ session }, { connectors }, channel) => ({
      headline: `End notices of a channel · ${channel}`,
      changes: (await endedBy(runs, session, { channel, connectors })).map((one) => ({
        what: channel,
        from: `${one.connectors.join(', ')}, as ${one.as} sees it`,
        to: 'nothing of them',
      })),
    }),
  run:
    () =>
    async ({ actor }, { connectors }, channel) => ({ channel, connectors, by: actor.username }),
})
