import { ElasticsearchException } from '../http/elasticsearch-exception.ts'

const challenges = ['Basic realm="security", charset="UTF-8"', 'ApiKey']

/** 401, with the ways to log in that there are. `fields` go before them, as Elasticsearch prints them. */
export const authenticationException = (
  reason: string,
  fields: Readonly<Record<string, unknown>> = {},
): ElasticsearchException =>
  new ElasticsearchException(401, 'security_exception', reason, {
    ...fields,
    header: { 'WWW-Authenticate': challenges },
  })

/** 401 for credentials other than a password, saying what was wrong with them. */
export const badCredentials = (what: string): ElasticsearchException =>
  authenticationException(
    'unable to authenticate with provided credentials and anonymous access is not allowed for this request',
    { additional_unsuccessful_credentials: what },
  )
