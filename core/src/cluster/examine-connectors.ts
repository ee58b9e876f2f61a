import { z } from 'zod'
import { counted } from '../lib/counted.ts'
import { kibanaBadge } from '../protocol/connector-health.ts'
import { isAtLeast } from '../protocol/cluster-version.ts'
import { openJobs } from '../steps/cancel-jobs.ts'
import { type Examine, ok, problem, warning } from './diagnosis.ts'

const day = 86_400_000

const keysSchema = z.object({
  api_keys: z.array(
    z.object({
      id: z.string(),
      name: z.string().nullish(),
      expiration: z.number().nullish(),
      invalidated: z.boolean().default(false),
    }),
  ),
})

const some = (names: readonly string[]): string =>
  names.length > 5 ? `${names.slice(0, 5).join(', ')} and ${names.length - 5} more` : names.join(', ')

/** Managed connectors end with 9.0. */
export const examineManaged: Examine = async ({ cluster }, { connectors }) => {
  const items = await connectors()
  const managed = items.filter(({ is_native }) => is_native)
  if (managed.length === 0) return [ok('upgrade to 9', 'no managed connector is in the way')]
  const ended = isAtLeast(cluster.version, 9)
  const found = `${counted(managed.length, 'managed connector')} ${ended ? 'that nothing runs any more' : 'in the way of 9.0'}: ${some(managed.map(({ id, name }) => name ?? id))}`
  return [
    (ended ? problem : warning)('upgrade to 9', found, '`patchbay migration plan` says what each takes.'),
  ]
}

/** Keys that connectors name and that are gone, or will be soon; and secrets of connectors without a key. */
export const examineKeys: Examine = async ({ es }, { clock, connectors }) => {
  const { api_keys: keys } = keysSchema.parse(await es.security.getApiKey())
  const byId = new Map(keys.map((key) => [key.id, key]))
  const items = await connectors()
  const named = items.flatMap((connector) => {
    const keyId = connector['api_key_id']
    return typeof keyId === 'string' && keyId !== '' ? [{ connector, key: byId.get(keyId) }] : []
  })
  const label = ({ connector }: (typeof named)[number]) => connector.name ?? connector.id
  const dead = named.filter(({ key }) => key === undefined || key.invalidated)
  const now = clock.now().getTime()
  const ending = named.filter(
    ({ key }) =>
      key?.invalidated === false && typeof key.expiration === 'number' && key.expiration - now < 14 * day,
  )
  const services = keys.filter(
    ({ name, invalidated, expiration }) =>
      name?.startsWith('patchbay-') === true &&
      !invalidated &&
      typeof expiration === 'number' &&
      expiration - now < 14 * day,
  )
  const rotate = '`patchbay api-key rotate CONNECTOR` gives each a new one.'
  const found = [
    ...(dead.length === 0
      ? []
      : [problem('keys', `invalid or gone: the keys of ${some(dead.map(label))}`, rotate)]),
    ...(ending.length === 0
      ? []
      : [warning('keys', `end within 14 days: the keys of ${some(ending.map(label))}`, rotate)]),
    ...services.map(({ name, id }) =>
      warning(
        'keys',
        `the key ${name ?? id} of a service ends within 14 days`,
        'Make another: `patchbay cluster setup --service …`.',
      ),
    ),
  ]
  return found.length === 0
    ? [ok('keys', `${counted(named.length, 'key')} of connectors, none about to end`)]
    : found
}

/** Connectors that can't write anywhere. */
export const examineOrphans: Examine = async (_context, { connectors, clock }) => {
  const items = await connectors()
  const now = clock.now()
  const badges = Map.groupBy(items, (connector) => kibanaBadge(connector, now))
  const connected = badges.get('Connected')?.length ?? 0
  const failing = (badges.get('Sync Failure')?.length ?? 0) + (badges.get('Connector Failure')?.length ?? 0)
  const summary = `${counted(items.length, 'connector')}: ${connected} connected, ${failing} failing, ${items.length - connected - failing} incomplete or idle`
  const homeless = items.filter(({ index_name }) => !index_name).map(({ id, name }) => name ?? id)
  return homeless.length === 0
    ? [ok('connectors', `${summary}; each has an index`)]
    : [
        warning(
          'connectors',
          `${summary}; without an index: ${some(homeless)}`,
          '`patchbay connector attach-index CONNECTOR`, or `connector delete`.',
        ),
      ]
}

/** Open sync jobs of connectors that are gone: nobody will ever end them. */
export const examineJobs: Examine = async ({ es }, { connectors, clock }) => {
  const [jobs, items] = await Promise.all([openJobs(es), connectors()])
  const known = new Set(items.map(({ id }) => id))
  const lost = jobs.filter(({ connector }) => !known.has(connector.id))
  const running = jobs.filter(({ status }) => status === 'in_progress')
  const silent = clock.now().getTime() - 5 * 60_000
  const idle = running.filter((job) => Date.parse(job.last_seen ?? job.started_at ?? job.created_at) < silent)
  const summary = `${running.length} running, ${idle.length} of them silent for 5 minutes, ${jobs.length - running.length} waiting`
  return lost.length === 0
    ? [ok('sync jobs', `${summary}; none of a connector that is gone`)]
    : [
        warning(
          'sync jobs',
          `${summary}; of connectors that are gone: ${some(lost.map(({ id }) => id))}`,
          '`patchbay sync cancel JOB`, then `patchbay sync delete JOB`.',
        ),
      ]
}
