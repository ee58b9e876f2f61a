import * as l10n from '@vscode/l10n'
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
    return `${body.slice(0, longest)}\n${l10n.t('… cut; "Save …" above writes all {0} characters', body.length.toLocaleString('en'))}`
  return isJson(body) ? formatJson(body, { start: 0, end: body.length }, '\n') : body
}
