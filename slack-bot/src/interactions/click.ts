import { PatchbayError } from '@patchbay/core'
import type { KnownBlock } from '@slack/types'
import { z } from 'zod'
import type { SlackPerson } from '../identity/resolve-person.ts'

const user = z.object({
  id: z.string(),
  // An organisation's app may be told null of what Slack leaves open.
  team_id: z
    .string()
    .nullish()
    .transform((team) => team ?? undefined),
})
const clickSchema = z.object({
  user,
  trigger_id: z.string(),
  channel: z.object({ id: z.string() }).optional(),
  // Our own message, as Slack gives it back.
  message: z
    .object({ ts: z.string().optional(), blocks: z.array(z.custom<KnownBlock>()).default([]) })
    .optional(),
  actions: z.tuple([z.object({ action_id: z.string(), value: z.string().optional() })]),
})

/** A click on one button, out of Slack's signed payload. */
export interface Click {
  person: SlackPerson
  triggerId: string
  /** Absent in modals and on the home tab. */
  channel: string | undefined
  /** Of the message; absent in modals and on the home tab. */
  ts: string | undefined
  /** The id that the button carries. */
  value: string
  /** Of the message, as the reader has it; none in modals and on the home tab. */
  blocks: readonly KnownBlock[]
}

/** @throws PatchbayError `input.invalid` for a payload that has no one button: never sent by a real click. */
export const readClick = (body: unknown): Click => {
  const parsed = clickSchema.safeParse(body)
  if (!parsed.success) {
    throw new PatchbayError('input.invalid', 'This is no click that the bot knows.', {
      next: 'Use the buttons of a newer message.',
      cause: parsed.error,
    })
  }
  const { user: who, trigger_id, channel, message, actions } = parsed.data
  return {
    person: { id: who.id, team: who.team_id },
    triggerId: trigger_id,
    channel: channel?.id,
    ts: message?.ts,
    value: actions[0].value ?? '',
    blocks: message?.blocks ?? [],
  }
}

const submissionSchema = z.object({
  user,
  view: z.object({
    id: z.string(),
    private_metadata: z.string().default(''),
    state: z.unknown(),
  }),
})

/** A form that was sent. */
export const readSubmission = <Metadata>(
  body: unknown,
  metadata: z.ZodType<Metadata>,
): { person: SlackPerson; viewId: string; metadata: Metadata; state: unknown } => {
  const { user: who, view } = submissionSchema.parse(body)
  return {
    person: { id: who.id, team: who.team_id },
    viewId: view.id,
    metadata: metadata.parse(JSON.parse(view.private_metadata || '{}')),
    state: view.state ?? {},
  }
}
