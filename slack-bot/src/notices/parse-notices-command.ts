import { PatchbayError } from '@patchbay/core'
import { nearest, parseDuration } from '@patchbay/core/words'
import type { DigestTime, Watch } from './subscription.ts'

/** What somebody typed after `/connectors notices`. */
export type NoticesCommand =
  | { kind: 'list' }
  | { kind: 'subscribe'; watch: Omit<Watch, 'as'> }
  | { kind: 'unsubscribe'; connectors: string[] }
  | { kind: 'digest'; digest: Omit<DigestTime, 'as'> | null }
  /** Milliseconds; undefined: until it is over. */
  | { kind: 'mute'; connector: string; lasts: number | undefined }
  | { kind: 'unmute'; connector: string | undefined }

const verbs = ['list', 'subscribe', 'unsubscribe', 'digest', 'mute', 'unmute']

const wrong = (message: string, next: string, field?: string): PatchbayError =>
  new PatchbayError('input.invalid', message, { next, field })

const isZone = (zone: string): boolean => {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}

const readDigest = ([at = '', zone = 'UTC', ...connectors]: readonly string[]): NoticesCommand => {
  if (at.toLowerCase() === 'off') return { kind: 'digest', digest: null }
  const example =
    'Try `/connectors notices digest 08:00 Europe/Berlin`, with names of connectors after it, or `digest off`.'
  const time = /^([01]?\d|2[0-3]):([0-5]\d)$/.exec(at)
  if (time === null) throw wrong(`at: must be a time like "08:00", got "${at}".`, example, 'at')
  if (!isZone(zone)) throw wrong(`zone: there is no time zone "${zone}".`, example, 'zone')
  const about = connectors.length === 0 ? ['*'] : connectors
  return { kind: 'digest', digest: { at: at.padStart(5, '0'), zone, connectors: about } }
}

const readSubscribe = (words: readonly string[]): NoticesCommand => {
  const connectors: string[] = []
  let severity: Watch['severity'] = 'warning'
  for (let at = 0; at < words.length; at += 1) {
    const [, flag, inline] = /^--([a-z]+)(?:=(.*))?$/i.exec(words[at] ?? '') ?? []
    if (flag === undefined) {
      connectors.push(words[at] ?? '')
      continue
    }
    const value = inline ?? words[(at += 1)]
    if (flag.toLowerCase() !== 'severity')
      throw wrong(`There is no --${flag} here.`, 'There are --severity bad and --cluster NAME.')
    if (value !== 'bad' && value !== 'warning')
      throw wrong(
        `severity: must be bad or warning, got "${value ?? ''}".`,
        'bad: what has failed; warning: also what may fail soon.',
        'severity',
      )
    severity = value
  }
  if (connectors.length > 50)
    throw wrong('connectors: at most 50 at once.', 'Use * for a part of the name.', 'connectors')
  return { kind: 'subscribe', watch: { connectors: connectors.length === 0 ? ['*'] : connectors, severity } }
}

const readMute = ([connector, time = '4h', ...more]: readonly string[]): NoticesCommand => {
  const example = 'Try `/connectors notices mute shop 4h`, or `mute prod-* over`, until it is over.'
  if (connector === undefined) throw wrong('connector: name the connector to mute.', example, 'connector')
  const lasts = parseDuration(time)
  if (lasts === undefined && time.toLowerCase() !== 'over')
    throw wrong(`time: must be like "4h", "2d" or "over", got "${time}".`, example, 'time')
  if (more.length > 0) throw wrong(`"${more.join(' ')}" is too much.`, example)
  return { kind: 'mute', connector, lasts }
}

/** Takes `--cluster NAME` out, wherever it stands. */
const takeCluster = (words: readonly string[]): { cluster: string | undefined; rest: string[] } => {
  const rest = [...words]
  const at = rest.findIndex((word) => /^--cluster(=|$)/i.test(word))
  if (at === -1) return { cluster: undefined, rest }
  const [, inline] = /=(.*)$/.exec(rest[at] ?? '') ?? []
  const [, next] = rest.splice(at, inline === undefined ? 2 : 1)
  const cluster = inline ?? next ?? ''
  if (cluster === '')
    throw wrong(
      'cluster: name the cluster.',
      '`/connectors use` shows them; without --cluster: all.',
      'cluster',
    )
  return { cluster, rest }
}

/**
 * Reads what follows `/connectors notices`; `cluster`: undefined for all of them.
 * @throws PatchbayError `input.invalid` with what to type instead.
 */
export const parseNoticesCommand = (
  words: readonly string[],
): { command: NoticesCommand; cluster: string | undefined } => {
  const { cluster, rest } = takeCluster(words)
  return { command: readCommand(rest), cluster }
}

const readCommand = (words: readonly string[]): NoticesCommand => {
  const [verb = 'list', ...rest] = words
  switch (verb.toLowerCase()) {
    case 'list':
      return { kind: 'list' }
    case 'subscribe':
      return readSubscribe(rest)
    case 'unsubscribe':
      return { kind: 'unsubscribe', connectors: rest }
    case 'digest':
      return readDigest(rest)
    case 'mute':
      return readMute(rest)
    case 'unmute':
      return { kind: 'unmute', connector: rest[0] }
    default: {
      const close = nearest(verb, verbs)
      throw wrong(
        `There is no "notices ${verb}".`,
        close === undefined ? `Try one of: ${verbs.join(', ')}.` : `Did you mean notices ${close}?`,
      )
    }
  }
}
