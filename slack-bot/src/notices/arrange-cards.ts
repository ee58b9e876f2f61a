import { cutTo } from '../views/blocks.ts'
import { type Card, isMany } from './board.ts'
import type { Problem } from './subscription.ts'

/** From so many new ones of a kind on, they share a card. */
const togetherFrom = 4
/** Cards of single connectors that are open at once; what comes then joins a shared one. */
const singlesAtMost = 20
/** How many connectors a shared card names. */
const namedAtMost = 15
/** What comes back within this time has its old card again, so that what flaps doesn't flood. Milliseconds. */
const rememberedFor = 60 * 60_000

const keyOf = ({ code, connector }: Problem): string => `${code}:${connector}`

/** An error of a data source can be long; a card has room for so much. */
const longest = 300
const shown = ({ connector, name, what }: Problem) => ({ connector, name, what: cutTo(what, longest) })

/** Whether a card is still of use: open, or not long over, or not yet shown to be over. */
const isRemembered = ({ closed, over, ts, posting }: Card, at: number): boolean => {
  if (closed === null) return true
  if (ts === null && posting === null) return false
  return at - Date.parse(closed) < rememberedFor || (ts !== null && !over)
}

const newCard = (key: string, { code, grade, next }: Problem, now: string): Card => ({
  key,
  code,
  grade,
  of: [],
  count: 0,
  peak: 0,
  next,
  since: now,
  closed: null,
  returns: 0,
  posting: null,
  ts: null,
  drawn: '',
  over: false,
  unwatched: false,
  muted: null,
  dismissed: false,
})

interface Look {
  now: string
  /** Whether what a card is about is still so, where nobody watches it any more; or who muted it. */
  remains: (card: Card) => Remains
}

export type Remains = 'yes' | 'no' | 'unknown' | { by: string; until: string | null }

/** A card as these problems make it; none of them: it is over. What it last said is kept, to tell what is over. */
const withProblems = (card: Card, problems: readonly Problem[], { now, remains }: Look): Card => {
  const [first] = problems
  if (first === undefined) {
    const stays = remains(card)
    if (card.closed !== null || stays === 'unknown') return card
    const muted = typeof stays === 'object' ? { by: stays.by, until: stays.until } : null
    return { ...card, count: 0, closed: now, unwatched: stays === 'yes', muted }
  }
  const returned = card.closed !== null
  return {
    ...card,
    grade: first.grade,
    next: first.next,
    of: problems.slice(0, namedAtMost).map(shown),
    count: problems.length,
    peak: Math.max(returned ? 0 : card.peak, problems.length),
    since: returned ? now : card.since,
    closed: null,
    unwatched: false,
    muted: null,
    over: false,
    // What was muted never went away.
    returns: card.returns + (returned && card.muted === null ? 1 : 0),
    // Whoever deleted the message of the last time has not seen this one.
    dismissed: card.dismissed && !returned,
  }
}

/**
 * The cards of a channel as they ought to be: one an incident, shared where many connectors have the same, at most
 * twenty single ones. Looks at nothing but the cards that were and the problems that are, so it may be done again at
 * any time, by any bot, and only what differs is sent.
 */
export const arrangeCards = (
  cards: readonly Card[],
  problems: readonly Problem[],
  { at, remains }: { at: Date; remains: Look['remains'] },
): Card[] => {
  const now = at.toISOString()
  const look = { now, remains }
  const remembered = cards.filter((card) => isRemembered(card, at.getTime()))
  const byKey = new Map(problems.map((problem) => [keyOf(problem), problem]))
  const singles = remembered.filter((card) => !isMany(card))
  const open = singles.filter(({ closed }) => closed === null)
  const returning = singles.filter(({ key, closed }) => closed !== null && byKey.has(key))
  let room = Math.max(0, singlesAtMost - open.filter(({ key }) => byKey.has(key)).length)
  // Of those that come back some have no room: they join a shared card.
  const own = new Set([...open, ...returning.slice(0, room)].map(({ key }) => key))
  room -= Math.min(room, returning.length)
  const rest = Map.groupBy(
    problems.filter((problem) => !own.has(keyOf(problem))),
    ({ code }) => code,
  )
  const kept = singles.map((card) => {
    const problem = own.has(card.key) ? byKey.get(card.key) : undefined
    return withProblems(card, problem === undefined ? [] : [problem], look)
  })
  const shared = remembered.filter(isMany)
  const made: Card[] = []
  for (const [code, alike] of rest) {
    const [first] = alike
    if (first === undefined) continue
    const isShared = shared.some((card) => card.code === code && card.closed === null)
    if (!isShared && alike.length < togetherFrom && alike.length <= room) {
      room -= alike.length
      made.push(...alike.map((one) => withProblems(newCard(keyOf(one), one, now), [one], look)))
    } else if (!shared.some((card) => card.code === code)) {
      made.push(withProblems(newCard(code, first, now), alike, look))
    }
  }
  const single = new Set(made.map(({ key }) => key))
  const many = shared.map((card) =>
    withProblems(
      card,
      (rest.get(card.code) ?? []).filter((problem) => !single.has(keyOf(problem))),
      look,
    ),
  )
  return [...kept, ...many, ...made]
}
