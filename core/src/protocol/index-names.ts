import { PatchbayError } from '../errors.ts'
import { isAtLeast } from './cluster-version.ts'

const forbidden = ['\\', '/', '*', '?', '"', '<', '>', '|', ' ', ',', '#', ':']
const aclPrefix = '.search-acl-filter-'
const mostBytes = 255

/** The access control index beside a content index. */
export const aclIndexName = (index: string): string => `${aclPrefix}${index}`

/** What Elasticsearch would refuse about the name of a new content index; undefined when it is fine. */
export const indexNameProblem = (name: string): string | undefined => {
  if (name === '') return 'must not be empty'
  if (name === '.' || name === '..') return `must not be "${name}"`
  if (name !== name.toLowerCase()) return `must be lower case, such as "${name.toLowerCase()}"`
  const character = forbidden.find((one) => name.includes(one))
  if (character !== undefined) return `must not contain ${character === ' ' ? 'a blank' : `"${character}"`}`
  // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
  if (/[\u0000-\u001f\u007f]/.test(name)) return 'must not contain control characters'
  if (/^[-_+]/.test(name)) return 'must not start with "-", "_" or "+"'
  if (name.startsWith('.')) return 'must not start with ".": that is kept for hidden indices'
  // The access control index has the same name with more in front of it.
  if (Buffer.byteLength(aclIndexName(name)) > mostBytes)
    return `must be ${mostBytes - aclPrefix.length} bytes at most`
  return undefined
}

/**
 * Lets only names through that Elasticsearch takes for a content index and its access control index.
 * @throws PatchbayError `input.invalid` naming the field and the fix.
 */
export const checkIndexName = (name: string, field = 'indexName'): void => {
  const problem = indexNameProblem(name)
  if (problem === undefined) return
  const next = 'Choose another name: lower-case letters, digits, "-", "_" and "." always work.'
  throw new PatchbayError(
    'input.invalid',
    `${field}: ${problem}, got ${JSON.stringify(name.slice(0, 300))}.`,
    { field, next },
  )
}

/** What the index of a managed connector starts with: Kibana's habit in 8.x, Elasticsearch's own rule from 9.0 on. */
export const managedPrefix = (version: string): string => (isAtLeast(version, 9) ? 'content-' : 'search-')

/** The index name of a connector: a managed one gets its prefix unless it has it. */
export const contentIndexName = (name: string, options: { managed: boolean; version: string }): string => {
  const prefix = managedPrefix(options.version)
  return options.managed && !name.startsWith(prefix) ? `${prefix}${name}` : name
}

/** Makes an index name out of a name that people chose: `Our Products (EU)` becomes `our-products-eu`. */
export const indexNameFrom = (text: string): string => {
  const plain = text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()
  const joined = plain.replace(/[^a-z0-9]+/g, '-').slice(0, 100)
  return joined.replace(/^-+|-+$/g, '') || 'connector'
}
