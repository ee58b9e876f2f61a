const takers = new Set(['_bulk', '_msearch', '_fleet_msearch'])

/** Whether the API at a path reads newline-delimited JSON, even when there is only one object. */
export const takesNdjson = (path: string): boolean => {
  const segments = (path.split('?')[0] ?? '').split('/')
  const last = segments.at(-1) ?? ''
  if (last === 'template') return segments.at(-2) === '_msearch'
  return takers.has(last)
}
