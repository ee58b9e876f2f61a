import { type ErrorWords, wordsOf } from '@patchbay/core/words'
import { line, lines, type Message, message, text } from './blocks.ts'

/** The command line says `patchbay …`; in Slack the same command starts with `/connectors`. */
const inSlack = (sentence: string): string => sentence.replaceAll('`patchbay ', '`/connectors ')

/** The words of an error as Slack shows them. */
export const slackWords = (error: unknown): ErrorWords => {
  const words = wordsOf(error)
  return { ...words, message: inSlack(words.message), next: inSlack(words.next) }
}

/** An error as a private sentence: what happened and why, what to do next, and the code to search for. */
export const errorMessage = (error: unknown): Message => {
  const { message: happened, next, code } = slackWords(error)
  return message(happened, [lines(line(text(happened)), line(text(`${next} `), text(code, { code: true })))])
}
