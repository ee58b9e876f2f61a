import { z } from 'zod'
import { matches, type Problem } from './subscription.ts'

/** What a channel does not want to hear of for a while. */
export const muteSchema = z.object({
  /** Name or id of a connector; `*` stands for anything. */
  connector: z.string(),
  /** Only this kind of problem. */
  code: z.string().nullable(),
  /** ISO 8601; null: until it is over. */
  until: z.string().nullable(),
  by: z.string(),
})
export type Mute = z.infer<typeof muteSchema>

type About = Pick<Problem, 'name' | 'connector' | 'code'>

const isAbout = (mute: Mute, { name, connector, code }: About): boolean =>
  (mute.code === null || mute.code === code) &&
  (mute.connector === connector || matches(mute.connector, name))

export const isPast = ({ until }: Mute, now: Date): boolean =>
  until !== null && Date.parse(until) <= now.getTime()

/** The mute that keeps a problem from being told. */
export const muteOf = (mutes: readonly Mute[], about: About, now: Date): Mute | undefined =>
  mutes.find((mute) => !isPast(mute, now) && isAbout(mute, about))

/** Those that hold no longer: one that lasts until something is over ends when nothing is there any more. */
export const endedMutes = (
  mutes: readonly Mute[],
  { there, now }: { there: readonly About[]; now: Date },
): Mute[] =>
  mutes.filter(
    (mute) => isPast(mute, now) || (mute.until === null && !there.some((problem) => isAbout(mute, problem))),
  )

/** With one more, in the place of an earlier one about the same. */
export const withMute = (mutes: readonly Mute[], mute: Mute): Mute[] => [
  ...mutes.filter(({ connector, code }) => connector !== mute.connector || code !== mute.code),
  mute,
]
