import { illegalArgument } from './common-errors.ts'
import type { Route } from './route.ts'

export type Match =
  | { found: 'route'; route: Route; params: Readonly<Record<string, string>> }
  /** The path is known, the method isn't one of these. */
  | { found: 'path'; methods: readonly string[] }
  | { found: 'nothing' }

/** Finds the route for a method and a path (without query string). Throws 400 for a broken escape sequence. */
export type Router = (method: string, path: string) => Match

interface Node {
  fixed: Map<string, Node>
  any: Node | undefined
  routes: Map<string, { route: Route; names: readonly string[] }>
}

const newNode = (): Node => ({ fixed: new Map(), any: undefined, routes: new Map() })

/** `/a/b//` and `/a/b` are the same; an empty segment inside counts. */
const segmentsOf = (path: string): string[] => {
  let end = path.length
  while (end > 1 && path.charCodeAt(end - 1) === 47) end--
  return end <= 1 ? [] : path.slice(1, end).split('/')
}

const decode = (segment: string, path: string): string => {
  if (!segment.includes('%')) return segment
  const broken = /%(?![0-9a-fA-F]{2})(.{0,2})/.exec(segment)
  if (broken !== null) {
    const at = path.indexOf(segment) + broken.index
    throw illegalArgument(`invalid escape sequence \`${broken[0]}' at index ${at} of: ${path}`)
  }
  try {
    return decodeURIComponent(segment)
  } catch {
    // Not UTF-8: what is broken becomes the replacement character, as in Elasticsearch.
    return Buffer.from(
      segment.replaceAll(/%([0-9a-fA-F]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16))),
      'latin1',
    ).toString()
  }
}

const insert = (root: Node, route: Route): void => {
  const names: string[] = []
  let node = root
  for (const segment of segmentsOf(route.path)) {
    if (segment.startsWith('{')) {
      names.push(segment.slice(1, -1))
      node = node.any ??= newNode()
    } else {
      const next = node.fixed.get(segment) ?? newNode()
      node.fixed.set(segment, next)
      node = next
    }
  }
  if (node.routes.has(route.method)) throw new Error(`Two routes for ${route.method} ${route.path}.`)
  node.routes.set(route.method, { route, names })
}

/** Fixed segments win; the values of the others are put into `values` on the way. */
const walk = (node: Node, segments: readonly string[], at: number, values: string[]): Node | undefined => {
  const segment = segments[at]
  if (segment === undefined) return node.routes.size > 0 ? node : undefined
  const fixed = node.fixed.get(segment)
  const found = fixed && walk(fixed, segments, at + 1, values)
  if (found || node.any === undefined) return found
  const depth = values.push(segment)
  const other = walk(node.any, segments, at + 1, values)
  if (other === undefined) values.length = depth - 1
  return other
}

/** Builds the router once from all routes. Throws when two routes are the same. */
export const createRouter = (routes: readonly Route[]): Router => {
  const root = newNode()
  for (const route of routes) insert(root, route)
  return (method, path) => {
    const values: string[] = []
    const node = walk(root, segmentsOf(path), 0, values)
    if (node === undefined) return { found: 'nothing' }
    const match = node.routes.get(method)
    if (match === undefined) return { found: 'path', methods: [...node.routes.keys()] }
    const params: Record<string, string> = {}
    for (const [at, name] of match.names.entries()) params[name] = decode(values[at] ?? '', path)
    return { found: 'route', route: match.route, params }
  }
}
