import * as l10n from '@vscode/l10n'
import { search } from '@jmespath-community/jmespath'
import type { JSONValue } from '@jmespath-community/jmespath'

/** What an expression of JMESPath finds in JSON, over several lines; else what is wrong, as a sentence. */
export const filterJson = (
  json: string,
  expression: string,
): { found: string; problem?: undefined } | { found?: undefined; problem: string } => {
  let value: JSONValue
  try {
    value = JSON.parse(json)
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    return { problem: l10n.t('The response is no JSON, so no part of it can be picked.') }
  }
  try {
    return { found: JSON.stringify(search(value, expression), undefined, 2) }
  } catch (error) {
    return {
      problem: l10n.t(
        'This is no JMESPath expression: {0}',
        error instanceof Error ? error.message : String(error),
      ),
    }
  }
}
