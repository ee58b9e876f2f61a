import * as l10n from '@vscode/l10n'
import { serviceTypes } from '@patchbay/core/words'
import { z } from 'zod'
import type { Wanted } from '../request-file/api/suggestion.ts'
import { readConnectors } from '../tree/read-connectors.ts'
import type { Ground } from '../tree/result-of.ts'
import { send } from './send.ts'

/** A name that the cluster knows. */
export interface LiveName {
  readonly name: string
  /** What it is, for people. */
  readonly detail: string
}

const aliases = z.record(z.string(), z.object({ aliases: z.record(z.string(), z.unknown()) }))
const jobs = z.object({
  results: z.array(
    z.object({
      id: z.string(),
      status: z.string(),
      job_type: z.string(),
      connector: z.object({ id: z.string() }),
    }),
  ),
})
const configured = z.object({
  configuration: z.record(z.string(), z.object({ label: z.string().nullish() })).nullish(),
})

const mappings = z.record(z.string(), z.object({ mappings: z.record(z.string(), z.unknown()) }))
const mapped = z.object({
  type: z.string().optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
  fields: z.record(z.string(), z.unknown()).optional(),
})
/** As many names of a kind are offered. */
const most = 2_000

/** Fields of a mapping with their whole names; those of one field's other kinds, such as `name.keyword`, too. */
const fieldsOf = (field: unknown, path: string): LiveName[] => {
  const { type, properties = {}, fields = {} } = mapped.parse(field)
  const own = type === undefined || path === '' ? [] : [{ name: path, detail: type }]
  const inner = Object.entries({ ...properties, ...fields })
  return [...own, ...inner.flatMap(([name, one]) => fieldsOf(one, path === '' ? name : `${path}.${name}`))]
}

const get = async ({ session }: Ground, path: string, signal: AbortSignal): Promise<unknown> => {
  const request = { method: 'GET', path, contentType: undefined, body: undefined }
  const { status, body } = await send(session, request, signal)
  // Whoever may not look gets no names; the request itself will say why.
  return status === 200 ? JSON.parse(body) : undefined
}

/** What a cluster can say for one kind of name. */
export const readNames = async (ground: Ground, wanted: Wanted, signal: AbortSignal): Promise<LiveName[]> => {
  switch (wanted.of) {
    case 'index': {
      const found = aliases.parse((await get(ground, '/_alias?expand_wildcards=open', signal)) ?? {})
      const names = Object.entries(found).flatMap(([index, { aliases: others }]) => [
        { name: index, detail: 'index' },
        ...Object.keys(others).map((name) => ({ name, detail: l10n.t('alias of {0}', index) })),
      ])
      return [...new Map(names.map((one) => [one.name, one])).values()].slice(0, most)
    }
    case 'connector': {
      const { items } = await readConnectors(ground, { limit: 1000 })
      return items.map(({ id, name, serviceType }) => ({
        name: id,
        detail: [name, serviceType].filter((one) => one !== null).join(' · '),
      }))
    }
    case 'sync-job': {
      const found = await get(ground, '/_connector/_sync_job?size=100', signal)
      const { results } = found === undefined ? { results: [] } : jobs.parse(found)
      return results.map(({ id, status, job_type: type, connector }) => ({
        name: id,
        detail: `${type} · ${status} · ${connector.id}`,
      }))
    }
    case 'service-type':
      return [...serviceTypes().values()].map(({ service_type: name, name: detail }) => ({ name, detail }))
    case 'field': {
      const found = await get(ground, `/${encodeURIComponent(wanted.index)}/_mapping`, signal)
      const all = Object.values(mappings.parse(found ?? {})).flatMap((one) => fieldsOf(one.mappings, ''))
      return [...new Map(all.map((one) => [one.name, one])).values()].slice(0, most)
    }
    case 'configuration': {
      const found = await get(ground, `/_connector/${encodeURIComponent(wanted.connector)}`, signal)
      const { configuration } = found === undefined ? {} : configured.parse(found)
      return Object.entries(configuration ?? {}).map(([name, { label }]) => ({ name, detail: label ?? '' }))
    }
  }
}
