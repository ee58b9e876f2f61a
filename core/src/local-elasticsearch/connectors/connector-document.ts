import { z } from 'zod'
import type { Response } from '../http/route.ts'
import type { Change } from './change-document.ts'
import { changeDocument, merge } from './change-document.ts'
import { type ConnectorContext, connectorsIndex } from './connector-context.ts'
import { connectorNotFound, documentMissing } from './refusals.ts'

type Source = Record<string, unknown>

/** The fields that handlers decide by. What stands in the index may come from others, so nothing else is assumed. */
const known = z.object({
  status: z.string().nullish(),
  is_native: z.boolean().nullish(),
  index_name: z.string().nullish(),
  service_type: z.string().nullish(),
  language: z.string().nullish(),
  deleted: z.boolean().nullish(),
})

export const connectorFields = (source: Source): z.infer<typeof known> => known.parse(source)

/** The stored connector, or the genuine 404; a soft-deleted one counts as missing unless asked for. */
export const findConnector = async (
  { store }: ConnectorContext,
  id: string,
  options: { deletedToo?: boolean } = {},
): Promise<Source> => {
  const stored = await store.get(connectorsIndex, id)
  if (stored === undefined || (stored.source['deleted'] === true && options.deletedToo !== true)) {
    throw connectorNotFound(id)
  }
  return stored.source
}

interface ConnectorChange extends Partial<Pick<Change, 'refresh' | 'always'>> {
  to: (source: Source) => Source
}

/**
 * For endpoints that look at the connector first: 404 `connector [x] not found`, for a soft-deleted one as well.
 * Answers `{result}`.
 */
export const changeFoundConnector = async (
  { store }: ConnectorContext,
  id: string,
  change: ConnectorChange,
): Promise<Response> => {
  const missing = () => connectorNotFound(id)
  const to = (source: Source): Source => {
    if (source['deleted'] === true) throw missing()
    return change.to(source)
  }
  const result = await changeDocument(store, {
    index: connectorsIndex,
    id,
    refresh: false,
    ...change,
    to,
    missing,
  })
  return { status: 200, body: { result } }
}

/** For endpoints that go straight to a partial update: 404 `[x]: document missing`. Answers `{result}`. */
export const mergeIntoConnector = async (
  { store }: ConnectorContext,
  id: string,
  part: Source,
): Promise<Response> => {
  const result = await changeDocument(store, {
    index: connectorsIndex,
    id,
    to: (source) => merge(source, part),
    missing: () => documentMissing(connectorsIndex, id),
    refresh: false,
  })
  return { status: 200, body: { result } }
}

/** Only the entries that have a value: what was not sent, or sent as null, stays as it is. */
export const given = (part: Readonly<Record<string, unknown>>): Source =>
  Object.fromEntries(Object.entries(part).filter(([, value]) => value !== undefined && value !== null))
