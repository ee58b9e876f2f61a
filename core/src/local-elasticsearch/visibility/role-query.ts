import { ElasticsearchException } from '../http/elasticsearch-exception.ts'
import { isRecord } from '../mappings/is-record.ts'
import { parseBody } from '../search/parse-body.ts'
import { parseQuery } from '../search/parse-query.ts'
import type { Principal } from '../security/principal.ts'
import type { RoleDescriptor } from '../security/role-descriptor.ts'
import { checkTemplate, fillTemplate } from '../xcontent/fill-template.ts'

interface Template {
  source: string
  params: Record<string, unknown>
}

const refuse = (reason: string): ElasticsearchException =>
  new ElasticsearchException(400, 'illegal_argument_exception', reason)

const readTemplate = (body: Record<string, unknown>): Template | undefined => {
  if (!Object.hasOwn(body, 'template')) return undefined
  const template = isRecord(body['template']) ? body['template'] : {}
  const { source, params = {}, lang = 'mustache', options: _options, ...others } = template
  const [other] = Object.keys(others)
  if (other !== undefined)
    throw refuse(`local Elasticsearch does not know [${other}] in the template of a role query`)
  if (lang !== 'mustache') throw refuse('the template of a role query must be written in [mustache]')
  if (!isRecord(params)) throw refuse('[params] of a template must be an object')
  if (typeof source === 'string') return { source, params }
  if (isRecord(source)) return { source: JSON.stringify(source), params }
  throw refuse('must specify either [source] for an inline script or [id] for a stored script')
}

const userOf = ({ username, fullName, email, metadata, roles }: Principal): Record<string, unknown> => ({
  username,
  full_name: fullName,
  email,
  metadata,
  roles,
})

/** The clause that a role holds, its template filled in for one user. Throws 400 where that gives no JSON. */
export const roleClause = (text: string, principal: Principal): Record<string, unknown> =>
  parseBody(text, (body) => {
    const template = readTemplate(body)
    if (template === undefined) return body
    const filled = fillTemplate(template.source, { ...template.params, _user: userOf(principal) })
    return parseBody(filled, (clause) => clause)
  })

/** Elasticsearch names the innermost of its own exceptions as the root, and JSON's are not its own. */
class RoleQueryException extends ElasticsearchException {
  readonly inner: ElasticsearchException

  constructor(reason: string, inner: ElasticsearchException) {
    super(400, 'parse_exception', reason)
    this.inner = inner
  }

  override toBody(): unknown {
    const body = this.inner.toBody()
    const { root_cause: _root, ...cause } = isRecord(body) && isRecord(body['error']) ? body['error'] : {}
    const { caused_by: _inner, ...own } = cause
    const root = this.inner.type === 'parsing_exception' ? own : { type: this.type, reason: this.reason }
    return {
      error: { root_cause: [root], type: this.type, reason: this.reason, caused_by: cause },
      status: this.status,
    }
  }
}

const checkQuery = (text: string): void => {
  parseBody(text, (body) => {
    const template = readTemplate(body)
    if (template === undefined) parseQuery(body, [])
    else checkTemplate(template.source)
  })
}

/** Refuses a role whose queries can't be read. A template is looked at only as far as it is one. Throws 400. */
export const checkRoleQueries = ({ indices }: Pick<RoleDescriptor, 'indices'>): void => {
  for (const [at, { names, query }] of indices.entries()) {
    if (query === undefined) continue
    try {
      checkQuery(query)
    } catch (error) {
      if (!(error instanceof ElasticsearchException)) throw error
      const where = `for indices [${names.join(',')}] at index privilege [${at}] of role descriptor`
      throw new RoleQueryException(`failed to parse field 'query' ${where}`, error)
    }
  }
}
