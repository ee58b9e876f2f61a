import type { CommanderError } from 'commander'
import { PatchbayError } from '../errors.ts'

/** The command whose `--help` has the answer: the words before the first flag, or before the one that nobody knows. */
const commandOf = (argv: readonly string[], unknown: string | undefined): string => {
  const end = argv.findIndex((word) => word === unknown || word.startsWith('-'))
  return argv.slice(0, Math.min(end === -1 ? argv.length : end, 2)).join(' ')
}

/** What the parser found wrong, in our words: the sentence, and where the right one stands. */
export const usageError = (error: CommanderError, argv: readonly string[]): PatchbayError => {
  const [sentence = '', suggestion] = error.message.replace(/^error: /, '').split('\n')
  const unknown = error.code === 'commander.unknownCommand' ? /'(.*)'/.exec(sentence)?.[1] : undefined
  const help = commandOf(argv, unknown)
  const meant = suggestion?.replace(/^\(|\)$/g, '')
  const text = sentence.charAt(0).toUpperCase() + sentence.slice(1)
  return new PatchbayError('input.invalid', text.endsWith('.') ? text : `${text}.`, {
    next: [meant, `\`${['patchbay', help, '--help'].filter(Boolean).join(' ')}\` shows what there is.`]
      .filter(Boolean)
      .join(' '),
    cause: error,
  })
}
