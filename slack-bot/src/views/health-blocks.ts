import { age } from '@patchbay/core/words'
import type { KnownBlock } from '@slack/types'
import { z } from 'zod'
import { bold, capital, context, line, lines, text } from './blocks.ts'
import { prose } from './prose.ts'
import { spokenFor } from './spoken-for.ts'

const healthSchema = z.object({
  name: z.string(),
  badge: z.string(),
  grade: z.string(),
  findings: z.array(z.object({ grade: z.string(), what: z.string(), next: z.string() })),
  lastSeen: z.string().nullable(),
  lastSynced: z.string().nullable(),
})

const marks: Readonly<Record<string, string>> = { bad: '✕', warning: '◐', unfinished: '○', good: '●' }

/** How a connector is: each finding whole, with what to do next; undefined for the answer of another operation. */
export const healthBlocks = (result: unknown, now: Date): KnownBlock[] | undefined => {
  const { data } = healthSchema.safeParse(result)
  if (data === undefined) return undefined
  const { name, badge, grade, findings, lastSeen, lastSynced } = data
  const ago = (at: string | null): string => (at === null ? 'never' : age(new Date(at), now))
  return [
    lines(
      line(text(`${marks[grade] ?? '○'}  `), bold(name), text(`   ${grade} · in Kibana: ${badge}`)),
      ...findings.flatMap(({ grade: one, what, next }) => [
        line(text(`${marks[one] ?? '○'}  `), ...prose(capital(what))),
        line(text('     '), ...prose(spokenFor(next), { italic: true })),
      ]),
      ...(findings.length === 0 ? [line(text('Nothing is wrong with it.'))] : []),
    ),
    context(`last seen: ${ago(lastSeen)} · last synced: ${ago(lastSynced)}`),
  ]
}
