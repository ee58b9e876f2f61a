import type { IndexRecord } from '../store/store.ts'

const nest = (flat: Iterable<readonly [string, unknown]>): Record<string, unknown> => {
  const root = new Map<string, unknown>()
  for (const [path, value] of flat) {
    const parts = path.split('.')
    const last = parts.pop() ?? ''
    let node = root
    for (const part of parts) {
      const inner = node.get(part)
      const next = inner instanceof Map ? inner : new Map<string, unknown>()
      node.set(part, next)
      node = next
    }
    node.set(last, value)
  }
  return plain(root)
}

const plain = (node: Map<string, unknown>): Record<string, unknown> =>
  Object.fromEntries([...node].map(([key, value]) => [key, value instanceof Map ? plain(value) : value]))

/** What `GET _settings` shows: the settings that were given beside those that every index has. */
export const showSettings = (
  index: IndexRecord,
  options: { flat?: boolean; matches?: (name: string) => boolean } = {},
): Record<string, unknown> => {
  const { flat = false, matches = () => true } = options
  const own = Object.entries(index.settings)
  const entries = Object.entries({
    'index.routing.allocation.include._tier_preference': 'data_content',
    'index.number_of_shards': '1',
    'index.provided_name': index.name,
    'index.creation_date': String(index.createdAt),
    'index.number_of_replicas': '1',
    'index.uuid': index.uuid,
    'index.version.created': '8521000',
    ...Object.fromEntries(own),
  }).filter(([name]) => matches(name))
  return flat ? Object.fromEntries(entries.toSorted(([a], [b]) => (a < b ? -1 : 1))) : nest(entries)
}
