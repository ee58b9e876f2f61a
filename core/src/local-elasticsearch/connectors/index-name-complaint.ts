const forbidden = [' ', '"', '*', ',', '/', '<', '>', '?', '\\', '|']
const longest = 255

const faultOf = (name: string): string | undefined => {
  if (name === '') return 'must not be empty'
  if (forbidden.some((character) => name.includes(character))) {
    const listed = forbidden.map((character) => `'${character}'`).join(',')
    return `must not contain the following characters [${listed}]`
  }
  if (name.includes('#')) return "must not contain '#'"
  if (name.includes(':')) return "must not contain ':'"
  if (/^[_+-]/.test(name)) return "must not start with '_', '-', or '+'"
  const bytes = Buffer.byteLength(name)
  if (bytes > longest) return `index name is too long, (${bytes} > ${longest})`
  if (name === '.' || name === '..') return "must not be '.' or '..'"
  return undefined
}

/** What Elasticsearch has against this name of an index or alias, in its words; undefined when nothing. */
export const indexNameComplaint = (name: string | null | undefined): string | undefined => {
  const fault = name === null || name === undefined ? undefined : faultOf(name)
  if (fault === undefined) return undefined
  return `[${name}] org.elasticsearch.indices.InvalidIndexNameException: Invalid index name [${name}], ${fault}`
}
