import { z } from 'zod'
import { PatchbayError } from '../errors.ts'
import { type Json, type JsonObject, jsonObjectSchema, jsonSchema } from '../lib/json.ts'

/** The field of a document that says who may see it; without it, everybody may. */
export const allowField = '_allow_access_control'

/** Stands alone in that field where nobody may see a document, since an empty list would let everybody. */
export const nobody = '_patchbay:nobody'

/** What an access control sync writes about one person: who it is, and the query that finds what they may see. */
export const identitySchema = z.object({
  identity: jsonObjectSchema.nullish().transform((identity) => identity ?? {}),
  created_at: z.string().nullish(),
  query: jsonObjectSchema.nullish(),
})
export type Identity = z.infer<typeof identitySchema>

const mayBe = (field: string): string =>
  `{"terms":{"${allowField}.${field}":{{#toJson}}access_control{{/toJson}}}}`

/** Documents that say nothing, and those that name one of its words; under either name that the field is indexed as. */
const querySource = `{"bool":{"should":[{"bool":{"must_not":{"exists":{"field":"${allowField}"}}}},${mayBe('enum')},${mayBe('keyword')}]}}`

/** An identity as a document of the access control index, in the form that Elastic's service gives it. */
export const identityDocument = (
  { identity, access }: { identity: JsonObject; access: readonly string[] },
  now: Date,
): JsonObject => ({
  identity,
  created_at: now.toISOString(),
  query: { template: { params: { access_control: [...access] }, source: querySource } },
})

const templated = z.object({
  template: z.object({
    params: z.record(z.string(), jsonSchema).default({}),
    source: z.union([z.string(), jsonObjectSchema]),
  }),
})
const allowing = z.object({
  template: z.object({ params: z.object({ access_control: z.array(z.string()) }) }),
})

/** Whom the query lets the person be: `user:ada`, `group:sales`. */
export const accessControlOf = ({ query }: Identity): string[] =>
  allowing.safeParse(query).data?.template.params.access_control ?? []

const refuse = (why: string, cause?: unknown): PatchbayError =>
  new PatchbayError('connector.state', `The query of this identity ${why}.`, {
    next: 'Another access control sync writes it again: `patchbay sync start CONNECTOR --kind access_control`.',
    ...(cause === undefined ? {} : { cause }),
  })

const param = (params: Readonly<Record<string, Json>>, name: string): Json => {
  const value = Object.hasOwn(params, name) ? params[name] : undefined
  if (value === undefined) throw refuse(`asks for "${name}", which it doesn't give`)
  return value
}

const asJson = /\{\{#toJson\}\}\s*(\w+)\s*\{\{\/toJson\}\}/g
const asText = /(?<!\{)\{\{\s*(\w+)\s*\}\}/g

/** A text within a JSON string: what would end the string is written out. */
const escaped = (value: Json): string =>
  JSON.stringify(typeof value === 'string' ? value : JSON.stringify(value)).slice(1, -1)

/**
 * The query of an identity, filled in as Elasticsearch fills it: a list as JSON, a single value as text. Values are put
 * in as JSON only, so that a name can't become a part of the query.
 * @throws PatchbayError `connector.state` for one that isn't there, that uses more of the template language, or is none.
 */
export const identityQuery = ({ query }: Identity): JsonObject => {
  if (query === null || query === undefined) throw refuse('is missing')
  if (!Object.hasOwn(query, 'template')) return query
  const parsed = templated.safeParse(query)
  if (!parsed.success) throw refuse('is no template with a source', parsed.error)
  const { params, source } = parsed.data.template
  const text = typeof source === 'string' ? source : JSON.stringify(source)
  // Both at once: a value that looks like a template stays a value.
  const either = new RegExp(`${asJson.source}|${asText.source}`, 'g')
  if (text.replace(either, '').includes('{{'))
    throw refuse('uses more of the template language than Patchbay fills in')
  const filled = text.replace(either, (_whole, list: string | undefined, single: string | undefined) =>
    list === undefined ? escaped(param(params, single ?? '')) : JSON.stringify(param(params, list)),
  )
  try {
    return jsonObjectSchema.parse(JSON.parse(filled))
  } catch (error) {
    throw refuse('is not JSON once it is filled in', error)
  }
}

const texts = (value: Json): string[] => {
  if (typeof value === 'string') return [value]
  if (typeof value !== 'object' || value === null) return []
  return Object.values(value).flatMap(texts)
}

/** Whether somebody may mean this identity: one of its values is that word, in any case, with its prefix or without. */
export const isCalled = ({ identity }: Identity, word: string): boolean => {
  const wanted = word.toLowerCase()
  return texts(identity).some((text) => {
    const value = text.toLowerCase()
    return value === wanted || value.slice(value.indexOf(':') + 1) === wanted
  })
}
