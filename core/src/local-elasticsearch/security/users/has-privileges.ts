import { ElasticsearchException } from '../../http/elasticsearch-exception.ts'
import type { Route } from '../../http/route.ts'
import { tokenOf } from '../../xcontent/json-node.ts'
import type { JsonNode } from '../../xcontent/json-node.ts'
import { parseBody } from '../../xcontent/parse-body.ts'
import { ParseException } from '../../xcontent/parse-exception.ts'
import { validate } from '../../xcontent/validate.ts'
import { listOf, string } from '../../xcontent/values.ts'
import { readApplicationGrants, readIndexGrants } from '../read-role-descriptor.ts'
import type { ApplicationGrant, IndexGrant } from '../role-descriptor.ts'
import type { SecurityContext } from '../security-context.ts'

const action = 'cluster:admin/xpack/security/user/has_privileges'

interface Question {
  cluster?: string[]
  index?: IndexGrant[]
  application?: ApplicationGrant[]
}

const refused = (node: JsonNode, reason: string): ParseException =>
  new ParseException({ type: 'parse_exception', reason }, node.at)

const readQuestion = (body: string, username: string): Question => {
  const name = `${username}/has_privileges`
  const failed = `failed to parse privileges check [${name}]`
  const node = parseBody(body, 'request body or source parameter is required')
  if (node.kind !== 'object')
    throw refused(node, `${failed}. expected an object but found [${tokenOf(node)}] instead`)
  const question: Question = {}
  for (const { name: field, value } of node.entries) {
    if (field === 'cluster') question.cluster = listOf(string).read(value)
    else if (field === 'index') question.index = readIndexGrants(value, name, { limits: false })
    else if (field === 'application' || field === 'applications') {
      question.application = readApplicationGrants(value, name)
    } else throw refused(value, `${failed}. unexpected field [${field}]`)
  }
  if (node.broken) throw node.broken
  if (Object.keys(question).length === 0) {
    throw refused(node, `${failed}. All privilege fields [cluster,index,applications] are missing`)
  }
  if (question.index?.some((entry) => entry.privileges.length === 0)) {
    throw illegal('indices privileges must define at least one privilege')
  }
  return question
}

const illegal = (reason: string): ElasticsearchException =>
  new ElasticsearchException(400, 'illegal_argument_exception', reason)

type Answers = Record<string, Record<string, boolean>>

/** `GET|POST /_security/user/_has_privileges`, and with a name, which must be one's own. */
export const hasPrivileges =
  (
    method: 'GET' | 'POST',
    path: '/_security/user/_has_privileges' | '/_security/user/{username}/_has_privileges',
  ) =>
  (context: SecurityContext): Route => ({
    method,
    path,
    action,
    handle: async (request) => {
      const { principal } = request
      const username = request.params['username'] ?? principal.username
      if (username !== principal.username) {
        context.authorizer.requireCluster(principal, action)
        throw illegal('users may only check the privileges of their own account')
      }
      const question = readQuestion(await request.text(), username)
      const {
        cluster: clusterNames = [],
        index: indexEntries = [],
        application: applications = [],
      } = question
      validate(
        clusterNames.length + indexEntries.length + applications.length === 0 &&
          'must specify at least one privilege',
      )
      const grants = context.grants.of(principal)
      const { privileges } = context
      const cluster = Object.fromEntries(
        clusterNames.map((name) => [name, grants.hasCluster(privileges.cluster.resolve(name))]),
      )
      const index: Answers = {}
      for (const entry of indexEntries) {
        for (const name of entry.names) {
          for (const privilege of entry.privileges) {
            const wanted = privileges.index.resolve(privilege)
            const has = grants.hasIndex(wanted, name, entry.allow_restricted_indices)
            index[name] = { ...index[name], [privilege]: has }
          }
        }
      }
      const application: Record<string, Answers> = {}
      for (const entry of applications) {
        for (const resource of entry.resources) {
          for (const privilege of entry.privileges) {
            const resources = (application[entry.application] ??= {})
            const has = grants.hasApplication(entry.application, privilege, resource)
            resources[resource] = { ...resources[resource], [privilege]: has }
          }
        }
      }
      const answers = [cluster, ...Object.values(index), ...Object.values(application).flatMap(Object.values)]
      const all = answers.every((answer) => Object.values(answer).every((has) => has === true))
      return { status: 200, body: { username, has_all_requested: all, cluster, index, application } }
    },
  })
