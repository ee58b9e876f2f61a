import { objectParser, optional } from '../xcontent/object-parser.ts'
import { boolean, nullable, string } from '../xcontent/values.ts'
import { type ConnectorContext, connectorsIndex } from './connector-context.ts'
import { indexNameComplaint } from './index-name-complaint.ts'
import type { NewConnector } from './new-connector.ts'
import { ruleBroken } from './refusals.ts'
import { validate } from '../xcontent/validate.ts'

const parser = objectParser(
  'connector_put_request',
  {
    description: optional(string),
    index_name: optional(nullable(string)),
    is_native: optional(boolean),
    language: optional(string),
    name: optional(string),
    service_type: optional(string),
  },
  { strict: true },
)

/** The body of POST and PUT `_connector`, which may be left out, with its index name checked. */
export const readConnectorBody = ({ rules }: ConnectorContext, body: string): NewConnector => {
  const connector = body.trim() === '' ? {} : parser.parse(body)
  const { index_name: name } = connector
  const prefix = rules.managedPrefix
  const badPrefix =
    connector.is_native === true && typeof name === 'string' && prefix && !name.startsWith(prefix)
  validate(
    indexNameComplaint(name),
    badPrefix &&
      `Index [${name}] is invalid. Index attached to an Elastic-managed connector must start with the prefix: [${prefix}]`,
  )
  return connector
}

/** Throws 400 when a connector other than `id` has this index. */
export const refuseTakenIndex = async (
  { store }: ConnectorContext,
  name: string | null | undefined,
  id?: string,
): Promise<void> => {
  if (name === null || name === undefined) return
  const { documents } = await store.search(connectorsIndex, {
    terms: [{ field: 'index_name', values: [name] }],
    not: [{ field: 'deleted', value: true }],
    sort: { field: 'index_name', order: 'asc', missing: '_last' },
    from: 0,
    size: 2,
  })
  if (documents.some((other) => other.id !== id)) {
    throw ruleBroken(`Index name [${name}] is used by another connector.`)
  }
}
