import { type ErrorWords, wordsOf } from '@patchbay/core/words'
import { explainSlackError } from '../slack-error.ts'
import { actions, button, line, lines, type Message, message, text } from './blocks.ts'
import { prose } from './prose.ts'
import { spokenFor } from './spoken-for.ts'

/** What helps whoever has a terminal helps nobody in Slack. */
const nextOf = ({ code, next }: ErrorWords): string => {
  if (next.includes('PATCHBAY_DEBUG'))
    return 'Try it again; whoever runs the bot finds more about it in its log.'
  if (next.includes('with --help'))
    return 'Type `/connectors help` and the same command: it shows what can be given.'
  return code === 'reason.missing' ? 'Do it again, and say why.' : spokenFor(next)
}

/** The words of an error as Slack shows them: what is typed after `patchbay` is typed after `/connectors` here. */
export const slackWords = (error: unknown): ErrorWords => {
  const words = wordsOf(explainSlackError(error))
  return { ...words, message: spokenFor(words.message), next: nextOf(words) }
}

/** An error as a private sentence: what happened and why, what to do next, and the code to search for. */
export const errorMessage = (error: unknown): Message => {
  const { message: happened, next, code } = slackWords(error)
  return message(happened, [
    lines(line(...prose(happened)), line(...prose(next), text(' '), text(code, { code: true }))),
    ...(code === 'actor.not-linked'
      ? [
          actions('link', [
            button({ action: 'link.ask', label: 'Link me …', value: 'link', style: 'primary' }),
          ]),
        ]
      : []),
  ])
}
