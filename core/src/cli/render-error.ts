import { PatchbayError } from '../errors.ts'
import { printable } from '../lib/printable.ts'

/** An error as a front end shows it: what happened and why, what to do next, and the code to search for. */
export interface ErrorWords {
  code: string
  field?: string | undefined
  message: string
  next: string
  run?: string | undefined
}

/** The one place where the command line turns an error into words. Anything unknown is a bug, and says so. */
export const wordsOf = (error: unknown): ErrorWords => {
  if (!(error instanceof PatchbayError)) {
    const message = error instanceof Error ? error.message : String(error)
    return {
      code: 'bug',
      message: `Something went wrong that Patchbay did not foresee: ${message}`,
      next: 'Run it again with PATCHBAY_DEBUG=1 to see where, and report it.',
    }
  }
  const { code, field, message, run } = error
  const inspect = run === undefined ? undefined : `\`patchbay approval get ${run}\` shows how far it came.`
  return { code, field, message, run, next: error.next ?? inspect ?? nextByCode(code) }
}

const nextByCode = (code: PatchbayError['code']): string => {
  switch (code) {
    case 'elasticsearch.unauthenticated':
      return 'Check the user and the password or the API key; `patchbay actor whoami` shows who you are.'
    case 'elasticsearch.forbidden':
    case 'privilege.missing':
      return '`patchbay privilege explain OPERATION` shows what is missing and the role that grants it.'
    case 'target.not-found':
      return '`patchbay connector list` shows what there is.'
    case 'input.invalid':
      return 'The same command with --help shows what it takes.'
    case 'elasticsearch.conflict':
      return 'Somebody else changed it at the same time: look at it again, then repeat.'
    default:
      return 'Nothing else is known; run it again with PATCHBAY_DEBUG=1 to see where it happened.'
  }
}

/** Lines for a person. */
export const renderError = (error: unknown): string[] => {
  const { message, next, code } = wordsOf(error)
  return [printable(message), `${printable(next)} (${code})`]
}

/** One line of JSON for a script. */
export const errorJson = (error: unknown): string => JSON.stringify({ error: wordsOf(error) })
