import { z } from 'zod'
import { PatchbayError } from '../errors.ts'
import type { TargetKind } from '../operations/define-operation.ts'

const channelSchema = z
  .string()
  .trim()
  .regex(/^[CG][A-Z0-9]{2,30}$/, 'must be the id of a channel of Slack, such as C0123456789')

/** The input field that names a channel, the same in each operation: by its id, since a name can become another's. */
export const channelField = channelSchema.describe(
  "id of a channel of Slack, such as C0123456789: it stands at the end of the channel's details",
)

/** A channel of Slack: nothing to look up, only its bot knows it. */
export const channelTarget: TargetKind<string> = {
  noun: 'channel',
  field: 'channel',
  find: async (_context, value) => {
    const parsed = channelSchema.safeParse(value)
    if (parsed.success) return parsed.data
    throw new PatchbayError('input.invalid', 'channel: must be the id of a channel of Slack.', {
      field: 'channel',
      next: "It stands at the end of the channel's details in Slack, such as C0123456789.",
    })
  },
  id: (channel) => channel,
  label: (channel) => channel,
  facts: () => ({}),
}
