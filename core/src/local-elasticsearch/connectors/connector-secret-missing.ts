import { ElasticsearchException } from '../http/elasticsearch-exception.ts'
import { type ConnectorContext, secretsIndex } from './connector-context.ts'
import { notFound } from './refusals.ts'

const alias = '.connector-secrets'

/** The genuine 404: before the first secret there isn't even an index. */
export const connectorSecretMissing = async ({ store }: ConnectorContext, id: string): Promise<Error> => {
  if (await store.exists(secretsIndex)) return notFound(`No secret with id [${id}]`)
  return new ElasticsearchException(404, 'index_not_found_exception', `no such index [${alias}]`, {
    'resource.type': 'index_or_alias',
    'resource.id': alias,
    index_uuid: '_na_',
    index: alias,
  })
}
