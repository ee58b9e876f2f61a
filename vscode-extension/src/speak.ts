import { config } from '@vscode/l10n'

/**
 * Texts of what is loaded later and knows no editor: in its language from here on, where somebody translated them. All
 * that is loaded later shares one bundle of texts, whichever part comes first.
 */
export const speak = (bundle: Readonly<Record<string, string>> | undefined): void => {
  if (bundle !== undefined) config({ contents: { ...bundle } })
}
