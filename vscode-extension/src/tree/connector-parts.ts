import * as l10n from '@vscode/l10n'
import { hasStatus } from '@patchbay/core'
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
      soFar: z.string().optional(),
      error: z.string().nullable(),
    }),
  ),
})

const keys = z.object({
  api_keys: z.array(
    z.object({
      /** Milliseconds since 1970, as the next one. */
      creation: z.number(),
      expiration: z.number().nullish(),
      invalidated: z.boolean().default(false),
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
  if (total === 0) return l10n.t('none yet')
  const all = total.toLocaleString()
  return failed === 0 ? all : l10n.t('{0} · {1} of the last {2} failed', all, failed, items.length)
}

const missingWords = (count: number): string => {
  if (count === 0) return ''
  return count === 1 ? l10n.t('1 value missing') : l10n.t('{0} values missing', count)
}

/** How old a key is, and what keeps it from signing in; of one that is not theirs to see, people get its id. */
const keyWords = async ({ session }: Ground, id: string | null): Promise<string> => {
  if (id === null) return l10n.t('none yet')
  try {
    const [key] = keys.parse(await session.es.security.getApiKey({ id })).api_keys
    if (key === undefined) return l10n.t('gone · {0}', id)
    const days = Math.floor((Date.now() - key.creation) / 86_400_000)
    const age = days === 0 ? l10n.t('made today') : l10n.t('{0} days old', days.toLocaleString())
    if (key.invalidated) return l10n.t('{0} · invalidated', age)
    return key.expiration != null && key.expiration <= Date.now() ? l10n.t('{0} · expired', age) : age
  } catch (error) {
    // Asked for one that it doesn't have, Elasticsearch says so instead of answering with none.
    if (hasStatus(error, 404)) return l10n.t('gone · {0}', id)
    if (hasStatus(error, 403)) return id
    throw error
  }
}

/** What a connector has, each part with what matters of it. */
export const readParts = async (ground: Ground, connector: string): Promise<Part[]> => {
  const [one, { total, items }] = await Promise.all([
    resultOf(ground, 'connector.get', { connector }).then((result) => shown.parse(result)),
    resultOf(ground, 'sync.list', { connector, limit: newest }).then((result) => jobs.parse(result)),
  ])
  const key = await keyWords(ground, one.apiKeyId)
  const schedules = Object.entries(one.schedules).filter(([, words]) => words !== 'off')
  const look = 'connector.get'
  return [
    part('jobs', l10n.t('Sync jobs'), {
      icon: 'history',
      operation: 'sync.list',
      detail: countJobs(total, items),
      jobs: items,
    }),
    part('schedule', l10n.t('Schedule'), {
      icon: 'calendar',
      operation: look,
      detail:
        schedules.length === 0
          ? l10n.t('off')
          : schedules.map(([kind, words]) => `${kind}: ${words}`).join(' · '),
    }),
    part('rules', l10n.t('Sync rules'), { icon: 'filter', operation: 'rules.get', detail: '' }),
    part('key', l10n.t('API key'), { icon: 'key', operation: look, detail: key }),
    part('configuration', l10n.t('Configuration'), {
      icon: one.missing.length === 0 ? 'settings-gear' : 'warning',
      operation: look,
      detail: missingWords(one.missing.length),
    }),
    part('index', l10n.t('Index'), {
      icon: 'database',
      operation: look,
      detail:
        one.index === null
          ? l10n.t('none attached')
          : `${one.index}${one.documents === null ? '' : ` · ${l10n.t('{0} documents', one.documents.toLocaleString())}`}`,
    }),
    part('health', l10n.t('Health'), { icon: 'pulse', operation: 'connector.health', detail: '' }),
  ]
}
