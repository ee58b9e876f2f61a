import * as vscode from 'vscode'
import { type } from './ask-field.ts'

const { l10n } = vscode

interface Question {
  title: string
  /** Whether somebody else decides about it. */
  asks: boolean
  /** Whether they must be told why. */
  needed: boolean
  placeHolder?: string
}

/** Why something is done; an empty line is an answer where nobody has to be told. */
export const askReason = async ({
  title,
  asks,
  needed,
  placeHolder,
}: Question): Promise<string | undefined> => {
  const reason = await type({
    title,
    prompt: asks ? l10n.t('Why? Whoever decides sees it.') : l10n.t('Why? It is written down.'),
    ...(placeHolder === undefined ? {} : { placeHolder }),
    validateInput: (value) => (needed && value.trim() === '' ? l10n.t('A reason is needed.') : undefined),
  })
  return reason === '' ? undefined : reason
}
