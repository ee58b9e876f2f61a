import type * as filter from '../filter-entry.ts'

const loadFilter = (): Promise<typeof filter> => import('../filter-entry.ts')

/** What an expression finds in a body, as JSON to be read; else what is wrong, as a sentence. */
export const filterWith = async (
  body: string,
  expression: string,
): Promise<{ found: string; problem?: undefined } | { found?: undefined; problem: string | undefined }> => {
  if (expression.trim() === '') return { problem: undefined }
  const { filterJson } = await loadFilter()
  return filterJson(body, expression)
}
