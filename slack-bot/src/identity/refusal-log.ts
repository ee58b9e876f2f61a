/** Who comes again within this time is not noted again: a list that is typed in asks at each key. Milliseconds. */
const notedFor = 60_000
const most = 1_000

/** Slack's ids are letters and digits; what is none comes from a payload that nobody should trust a log with. */
const idOf = (id: string): string => (/^[A-Z0-9]{1,32}$/.test(id) ? id : 'somebody')

/** Notes for whoever runs the bot that somebody was turned away: a guest, or somebody of another workspace. */
export const createRefusalLog = ({
  log,
  now,
}: {
  log(problem: string, error: unknown): void
  now(): Date
}): ((person: { id: string; team?: string | undefined }, error: Error) => void) => {
  const noted = new Map<string, number>()
  return ({ id, team }, error) => {
    const at = now().getTime()
    const last = noted.get(id)
    if (last !== undefined && at - last < notedFor) return
    if (noted.size >= most) noted.clear()
    noted.set(id, at)
    const of = team === undefined ? '' : ` of ${idOf(team)}`
    log(`${idOf(id)}${of} was turned away:`, error)
  }
}
