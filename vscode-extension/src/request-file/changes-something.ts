// POST requests that only read. `*` is an index, or several; names of APIs begin with an underscore.
const reads = [
  '_search',
  '*/_search',
  '_search/scroll',
  '_search/template',
  '*/_search/template',
  '_msearch',
  '*/_msearch',
  '_msearch/template',
  '*/_msearch/template',
  '_async_search',
  '*/_async_search',
  '_count',
  '*/_count',
  '_mget',
  '*/_mget',
  '_mtermvectors',
  '*/_mtermvectors',
  '*/_termvectors',
  '*/_termvectors/*',
  '*/_explain/*',
  '*/_terms_enum',
  '*/_graph/explore',
  '*/_knn_search',
  '_field_caps',
  '*/_field_caps',
  '_search_shards',
  '*/_search_shards',
  '_rank_eval',
  '*/_rank_eval',
  '_analyze',
  '*/_analyze',
  '*/_pit',
  '_validate/query',
  '*/_validate/query',
  '_render/template',
  '_render/template/*',
  '_scripts/painless/_execute',
  '_query',
  '_sql',
  '_sql/translate',
  '*/_eql/search',
  '_cluster/allocation/explain',
  '_ingest/pipeline/_simulate',
  '_ingest/pipeline/*/_simulate',
  '_index_template/_simulate',
  '_index_template/_simulate/*',
  '_index_template/_simulate_index/*',
  '_security/user/_has_privileges',
  '_security/user/*/_has_privileges',
  '_security/_query/api_key',
  '_security/_query/user',
  '_watcher/_query/watches',
  '_transform/_preview',
  '_ml/data_frame/analytics/_preview',
  '_ml/data_frame/analytics/_explain',
].map((read) => read.split('/'))

const isName = (segment: string): boolean =>
  segment === '_all' || (segment !== '' && !segment.startsWith('_'))

const matches = (read: readonly string[], segments: readonly string[]): boolean =>
  read.length === segments.length &&
  read.every((want, at) => {
    const segment = segments[at] ?? ''
    return want === '*' ? isName(segment) : want === segment
  })

/**
 * Whether a request may change something. `path` must be the one that is sent: a variable can hold a whole path. What
 * isn't known to be a read is a change, and so is everything whose path could mean something else than it says.
 */
export const changesSomething = ({
  method,
  path,
  service = 'elasticsearch',
}: {
  readonly method: string
  readonly path: string
  readonly service?: 'elasticsearch' | 'kibana'
}): boolean => {
  const verb = method.toUpperCase()
  if (verb === 'GET' || verb === 'HEAD') return false
  if (verb !== 'POST' || service === 'kibana') return true
  const plain = (path.split('?')[0] ?? '').replace(/^\//, '')
  const segments = plain.split('/')
  // Dots walk up; an encoded slash may be read as one. An encoded underscore can only make a read look like a change.
  if (segments.some((segment) => /^(?:\.|%2e){1,2}$/i.test(segment)) || /%2f|%5c|\\/i.test(plain)) return true
  return !reads.some((read) => matches(read, segments))
}
