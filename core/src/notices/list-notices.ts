import { z } from 'zod'
import { defineOperation, type OperationDeps } from '../operations/define-operation.ts'
import { readRuns } from '../operations/run-privileges.ts'
import { channelField } from './channel-target.ts'
import { readSubscriptions } from './read-subscriptions.ts'

export const listNotices = defineOperation({
  name: 'notice.list',
  version: 1,
  title: 'List notices',
  summary:
    'Shows what channels of Slack hear about connectors because somebody asked for it; the configuration of the bot may add to it.',
  risk: 'read',
  input: z.strictObject({ channel: channelField.optional().describe('only this channel, by its id') }),
  privileges: () => readRuns,
  run:
    ({ runs }: Pick<OperationDeps, 'runs'>) =>
    async ({ session }, { channel }) => ({ items: await readSubscriptions(runs, session, { channel }) }),
})
