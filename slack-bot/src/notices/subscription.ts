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
  as: z.string(),
})
export type DigestTime = z.infer<typeof digestTimeSchema>

/** What people asked for in a channel by command, as it is remembered in the cluster. */
export const subscriptionSchema = z.object({
  watches: z.array(watchSchema).default([]),
  digest: digestTimeSchema.nullable().default(null),
})
export type Subscription = z.infer<typeof subscriptionSchema>

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

const matches = (pattern: string, name: string): boolean => {
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

/** Whether somebody who asked for that wants to hear of this. */
export const isWatched = (
  { connectors, severity }: Pick<Watch, 'connectors' | 'severity'>,
  { name, connector, grade }: Pick<Problem, 'name' | 'connector' | 'grade'>,
): boolean =>
  (grade === 'bad' || (grade === 'warning' && severity === 'warning')) &&
  connectors.some((pattern) => matches(pattern, name) || pattern === connector)
