import type { Answer } from '@patchbay/core'
import type { KnownBlock } from '@slack/types'
import { z } from 'zod'
import { actions, button, line, lines, text } from '../views/blocks.ts'

/** What goes on from an answer, by the operation's name. */
const labels = {
  'connector.configure': 'Configure …',
  'connector.test': 'Test',
  'api-key.generate': 'Make its API key …',
  'connector.schedule': 'Set its schedule …',
  'sync.start': 'Sync now',
} as const
export type NextStep = keyof typeof labels
export const nextStepNames = Object.keys(labels)

const after: Readonly<Record<string, readonly NextStep[]>> = {
  'connector.create': ['connector.configure'],
  'connector.duplicate': ['connector.configure'],
  'connector.configure': ['connector.test', 'api-key.generate', 'connector.schedule', 'sync.start'],
  'connector.test': ['api-key.generate', 'connector.schedule', 'sync.start'],
  'api-key.generate': ['connector.schedule', 'sync.start'],
  'connector.schedule': ['sync.start'],
}

const made = z.object({ id: z.string() })
const keyed = z.object({ apiKeyId: z.string() })
const about = z.object({ connector: z.string() })

/** Buttons that go on in the same modal: a connector is made, configured, given a key and synced in steps. */
export const nextSteps = (
  operation: string,
  { input, answer }: { input: unknown; answer: Answer },
): KnownBlock[] => {
  if (answer.state !== 'done' && answer.state !== 'read') return []
  const hasKey = keyed.safeParse(answer.result).success
  const steps = (after[operation] ?? []).filter((step) => !(hasKey && step === 'api-key.generate'))
  if (steps.length === 0) return []
  const connector = about.safeParse(input).data?.connector ?? made.safeParse(answer.result).data?.id
  if (connector === undefined) return []
  return [
    lines(line(text('What usually comes next:'))),
    actions(
      'next',
      steps.map((step) => button({ action: `next.${step}`, label: labels[step], value: connector })),
    ),
  ]
}
