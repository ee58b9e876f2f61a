import { z } from 'zod'
import { counted } from '../lib/counted.ts'

interface Words {
  /** Nothing is there at all. */
  none: (result: unknown) => string
  /** Nothing is like what was asked for; left out where one sentence fits both. */
  like?: string
}

const checked = z.object({ connectors: z.int() })
const verified = z.object({ runs: z.int(), events: z.int() })
const identities = z.object({ synced: z.boolean() })

const always = (words: string) => (): string => words

const noConnector = 'There is no connector yet: `patchbay connector create` makes one.'
const noConnectorLike = 'No connector is like that.'

const nothingWrong = (result: unknown): string => {
  const found = checked.safeParse(result).data?.connectors ?? 0
  return found === 0 ? noConnector : `Nothing is wrong: ${counted(found, 'connector')} looked at.`
}

const logsAgree = (result: unknown): string => {
  const { runs, events } = verified.parse(result)
  return `Nothing is wrong: ${counted(runs, 'run')} with ${counted(events, 'event')} looked at.`
}

const noIdentities = (result: unknown): string =>
  identities.safeParse(result).data?.synced === true
    ? 'The last access control sync found nobody.'
    : 'No access control sync has ended yet: it finds the people. `patchbay access enable` says how.'

const texts: Readonly<Record<string, Words>> = {
  'connector.list': { none: always(noConnector), like: noConnectorLike },
  'connector.problems': { none: nothingWrong, like: 'No connector has a problem like that.' },
  'sync.list': {
    none: always('There was no sync yet: `patchbay sync start CONNECTOR` asks for one.'),
    like: 'No sync is like that.',
  },
  'sync.recent': { none: always('No sync was asked for in that time.') },
  'access.list': { none: noIdentities },
  'index.list': { none: always('There is no content index yet.'), like: 'No index is like that.' },
  'index.search': { none: always('There is no document in it.'), like: 'No document has these words.' },
  'index.mappings': { none: always('It has no fields yet: the first document brings them.') },
  'api-key.list': { none: always(noConnector), like: noConnectorLike },
  'api-key.orphans': { none: always('Every valid key that was made for a connector is named by one.') },
  'source.list': { none: always('There is none.'), like: 'No data source has that in its name.' },
  'migration.plan': {
    none: always('No connector is managed: there is nothing to move.'),
    like: 'No managed connector is like that.',
  },
  'approval.list': { none: always('Nothing waits for anybody.'), like: 'No request is in that state.' },
  'audit.list': { none: always('Nothing was asked for yet.'), like: 'Nothing like that was asked for.' },
  'audit.verify': { none: logsAgree },
  'worker.list': { none: always('No worker runs: `npx patchbay worker` starts one.') },
  'notice.list': {
    none: always('No channel was subscribed yet: `patchbay notice subscribe` does it.'),
    like: 'Nobody asked for notices in that channel.',
  },
  'actor.list': { none: always('Nobody is linked to a user yet: `patchbay actor link` does it.') },
}

const paging = ['limit', 'after', 'sort']

/** Whether the list is asked for from its beginning. */
const isFirst = (after: unknown): boolean => after === undefined || Number(after) === 0

/** Whether only some of a list were asked for: a later page, or by a field beside those that page and what the list is of. */
export const isNarrowed = (given: Readonly<Record<string, unknown>>, of: string | undefined): boolean =>
  !isFirst(given['after']) ||
  Object.entries(given).some(([name, value]) => value !== undefined && !paging.includes(name) && name !== of)

/** What an empty list means; `narrowed`: only some were asked for. */
export const emptyList = (operation: string, result: unknown, narrowed: boolean): string | undefined => {
  const words = texts[operation]
  return narrowed && words?.like !== undefined ? words.like : words?.none(result)
}
