import { z } from 'zod'
import { resultOf, type Ground } from './result-of.ts'
import type { JobRow, Part } from './node.ts'

/** As many sync jobs as a look at a connector shows; the list has all of them. */
const newest = 10

const shown = z.object({
  index: z.string().nullable(),
  documents: z.number().nullable(),
  schedules: z.record(z.string(), z.string()),
  apiKeyId: z.string().nullable(),
  missing: z.array(z.unknown()),
  configuration: z.unknown(),
})
const jobs = z.object({
  total: z.number(),
  items: z.array(
    z.object({
      id: z.string(),
      connector: z.string(),
      kind: z.string(),
      status: z.string(),
      created: z.string(),
      completed: z.string().nullable(),
      indexedDocuments: z.number(),
      deletedDocuments: z.number(),
      error: z.string().nullable(),
    }),
  ),
})

const part = (name: string, label: string, given: Omit<Part, 'name' | 'label'>): Part => ({
  name,
  label,
  ...given,
})

const countJobs = (total: number, items: readonly JobRow[]): string => {
  const failed = items.filter(({ status }) => status === 'error').length
  if (total === 0) return 'none yet'
  return `${total.toLocaleString()}${failed === 0 ? '' : ` · ${failed} of the last ${items.length} failed`}`
}

/** What a connector has, each part with what matters of it. */
export const readParts = async (ground: Ground, connector: string): Promise<Part[]> => {
  const [one, { total, items }] = await Promise.all([
    resultOf(ground, 'connector.get', { connector }).then((result) => shown.parse(result)),
    resultOf(ground, 'sync.list', { connector, limit: newest }).then((result) => jobs.parse(result)),
  ])
  const schedules = Object.entries(one.schedules).filter(([, words]) => words !== 'off')
  const look = 'connector.get'
  return [
    part('jobs', 'Sync jobs', {
      icon: 'history',
      operation: 'sync.list',
      detail: countJobs(total, items),
      jobs: items,
    }),
    part('schedule', 'Schedule', {
      icon: 'calendar',
      operation: look,
      detail:
        schedules.length === 0 ? 'off' : schedules.map(([kind, words]) => `${kind}: ${words}`).join(' · '),
    }),
    part('rules', 'Sync rules', { icon: 'filter', operation: 'rules.get', detail: '' }),
    part('key', 'API key', { icon: 'key', operation: look, detail: one.apiKeyId ?? 'none yet' }),
    part('configuration', 'Configuration', {
      icon: one.missing.length === 0 ? 'settings-gear' : 'warning',
      operation: look,
      detail: one.missing.length === 0 ? '' : `${one.missing.length} values missing`,
    }),
    part('index', 'Index', {
      icon: 'database',
      operation: look,
      detail:
        one.index === null
          ? 'none attached'
          : `${one.index}${one.documents === null ? '' : ` · ${one.documents.toLocaleString()} documents`}`,
    }),
    part('health', 'Health', { icon: 'pulse', operation: 'connector.health', detail: '' }),
  ]
}
