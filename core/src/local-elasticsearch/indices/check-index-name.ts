import { invalidIndexName } from '../http/common-errors.ts'

const forbidden = /[ "*,/<>?\\|]/

const complaintAbout = (name: string): string | undefined => {
  if (name === '') return 'must not be empty'
  if (forbidden.test(name)) {
    return `must not contain the following characters [' ','"','*',',','/','<','>','?','\\','|']`
  }
  if (name.includes('#')) return "must not contain '#'"
  if (name.includes(':')) return "must not contain ':'"
  if (/^[_+-]/.test(name)) return "must not start with '_', '-', or '+'"
  const bytes = Buffer.byteLength(name)
  if (bytes > 255) return `index name is too long, (${bytes} > 255)`
  if (name === '.' || name === '..') return "must not be '.' or '..'"
  if (name !== name.toLowerCase()) return 'must be lowercase'
  return undefined
}

/** Throws 400 `invalid_index_name_exception` for a name that Elasticsearch doesn't give to an index. */
export const checkIndexName = (name: string): void => {
  const complaint = complaintAbout(name)
  if (complaint !== undefined) throw invalidIndexName(name, complaint)
}
