import { matchesPattern } from '../http/matches-pattern.ts'
import type { Request, Response, Route } from '../http/route.ts'
import type { Resolver } from './resolve-indices.ts'
import { expansionParameters, isPattern } from './resolve-indices.ts'

const action = 'indices:admin/aliases/get'

/** `_alias`: which aliases there are. */
export const createAliasRoutes = (resolve: Resolver): Route[] => {
  const find = ({ params, query, principal }: Request): { status: number; body: Record<string, unknown> } => {
    const wanted = params['name']?.split(',').map((name) => (name === '_all' ? '*' : name))
    // Aliases are found on hidden indices too; a list of all indices leaves the hidden ones out.
    const expanded = { expand_wildcards: wanted === undefined ? 'open' : 'all', ...query }
    const body: Record<string, unknown> = {}
    for (const index of resolve({ expression: params['index'], query: expanded, principal, action })) {
      const aliases = Object.entries(index.aliases).filter(
        ([alias]) => wanted?.some((pattern) => matchesPattern(pattern, alias)) ?? true,
      )
      if (wanted === undefined || aliases.length > 0)
        body[index.name] = { aliases: Object.fromEntries(aliases) }
    }
    const missing = (wanted ?? []).filter((name) => !isPattern(name) && !hasAlias(body, name))
    if (missing.length === 0) return { status: 200, body }
    const what = missing.length === 1 ? 'alias' : 'aliases'
    return { status: 404, body: { error: `${what} [${missing.join(',')}] missing`, status: 404, ...body } }
  }
  const exists = (request: Request): Response => ({ status: find(request).status })

  const paths = ['/_alias', '/_alias/{name}', '/{index}/_alias', '/{index}/_alias/{name}']
  const query = [...expansionParameters, 'local', 'master_timeout']
  return [
    ...paths.map((path): Route => ({ method: 'GET', path, query, action, handle: find })),
    ...paths
      .filter((path) => path.endsWith('{name}'))
      .map((path): Route => ({ method: 'HEAD', path, query, action, handle: exists })),
  ]
}

const hasAlias = (body: Record<string, unknown>, name: string): boolean =>
  Object.values(body).some(
    (entry) =>
      typeof entry === 'object' &&
      entry !== null &&
      'aliases' in entry &&
      typeof entry.aliases === 'object' &&
      entry.aliases !== null &&
      Object.hasOwn(entry.aliases, name),
  )
