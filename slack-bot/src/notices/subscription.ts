import { z } from 'zod'

/** Which problems a channel wants to hear of. */
export const watchSchema = z.object({
  /** Names of connectors; `*` stands for anything. */
  connectors: z.array(z.string()).default(['*']),
  /** This bad, or worse. */
  severity: z.enum(['warning', 'bad']).default('warning'),
  /** The user of Elasticsearch whose rights decide what the channel sees. */
  as: z.string(),
})
export type Watch = z.infer<typeof watchSchema>

export const digestTimeSchema = z.object({
  /** `HH:MM` on the clock of the zone. */
  at: z.string(),
  zone: z.string(),
  /** About those; `*` stands for anything. */
  connectors: z.array(z.string()).default(['*']),
  as: z.string(),
})
export type DigestTime = z.infer<typeof digestTimeSchema>

/** A connector that is not well, as core tells it. */
export const problemSchema = z.object({
  name: z.string(),
  grade: z.enum(['unfinished', 'warning', 'bad']),
  code: z.string(),
  what: z.string(),
  next: z.string(),
  connector: z.string(),
})
export type Problem = z.infer<typeof problemSchema>

/** `*` in a pattern stands for anything; capitals count for nothing. */
export const matches = (pattern: string, name: string): boolean => {
  const [first = '', ...rest] = pattern.toLowerCase().split('*')
  const value = name.toLowerCase()
  if (rest.length === 0) return value === first
  const last = rest.pop() ?? ''
  if (!value.startsWith(first) || !value.endsWith(last)) return false
  // Each part is looked for after the one before it, so that no pattern can take long.
  let at = first.length
  for (const part of rest) {
    const found = value.indexOf(part, at)
    if (found === -1) return false
    at = found + part.length
  }
  return at + last.length <= value.length
}

/** Whether a connector is one of those that somebody asked for. */
export const isOneOf = (
  patterns: readonly string[],
  { name, connector }: Pick<Problem, 'name' | 'connector'>,
): boolean => patterns.some((pattern) => matches(pattern, name) || pattern === connector)

/** Whether somebody who asked for that wants to hear of this. */
export const isWatched = (
  { connectors, severity }: Pick<Watch, 'connectors' | 'severity'>,
  problem: Pick<Problem, 'name' | 'connector' | 'grade'>,
): boolean =>
  (problem.grade === 'bad' || (problem.grade === 'warning' && severity === 'warning')) &&
  isOneOf(connectors, problem)
