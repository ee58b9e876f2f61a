import { formatJson } from './format-json.ts'

/** A response beyond this is cut in the editor. Characters. */
const longest = 2_000_000

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text)
    return true
  } catch (error) {
    if (error instanceof SyntaxError) return false
    throw error
  }
}

/** A response's body to be read: JSON over several lines, every digit as it came; anything else as it is. */
export const showBody = (body: string): string => {
  if (body.length > longest)
    return `${body.slice(0, longest)}\n… cut; ${body.length.toLocaleString('en')} characters in all`
  return isJson(body) ? formatJson(body, { start: 0, end: body.length }, '\n') : body
}
