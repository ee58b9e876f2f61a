/** How much of a document a row shows. */
const longest = 160
const longestValue = 60

const quiet = new Set(['id', '_allow_access_control', '_timestamp', '_ingestion_errors'])

const short = (value: string, limit: number): string =>
  value.length > limit ? `${value.slice(0, limit - 1).trimEnd()}…` : value

const shown = (value: unknown): string =>
  short(
    (typeof value === 'string' ? value : (JSON.stringify(value) ?? '')).replace(/\s+/g, ' ').trim(),
    longestValue,
  )

/** A document in one line, for people to know it by: `title: Prüfung · price: 12`. */
export const documentWords = (document: Readonly<Record<string, unknown>>): string => {
  const fields = Object.entries(document).filter(
    ([key, value]) => !quiet.has(key) && value !== null && value !== '',
  )
  return short(fields.map(([key, value]) => `${key}: ${shown(value)}`).join(' · '), longest)
}
