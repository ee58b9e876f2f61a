import type { OperationSummary } from '@patchbay/core'
import { fieldsOf, positionalField } from '@patchbay/core/words'
import type { KnownBlock } from '@slack/types'
import { bold, line, lines, type Message, message, preformatted, text } from '../views/blocks.ts'
import { ownCommands } from './own-commands.ts'
import { shortcuts } from './parse-command.ts'

const shortOf = (name: string): string | undefined =>
  Object.entries(shortcuts).find(([, operation]) => operation === name)?.[0]

const pad = (value: string, width: number): string => value.padEnd(width)

/** Help on one operation: what it does, how it is typed, what can be given. */
const about = (operation: OperationSummary): Message => {
  const { noun, verb, title, summary, risk } = operation
  const fields = fieldsOf(operation.input)
  const positional = positionalField(fields, operation.target)
  const place = positional === undefined ? '' : ` ${positional.name.toUpperCase()}`
  const short = shortOf(operation.name)
  const rows = fields
    .filter((field) => field !== positional)
    .map(
      ({ flag, kind, description, sensitive }) =>
        `${pad(kind === 'record' ? 'key=value' : `--${flag}`, 20)} ${description}${sensitive ? ' (only in the form)' : ''}`,
    )
  return message(`${title}: ${summary}`, [
    lines(
      line(bold(title), text(` · ${risk}`)),
      line(text(summary)),
      line(text(`/connectors ${short ?? `${noun} ${verb}`}${place}`, { code: true })),
    ),
    ...(rows.length === 0 ? [] : [preformatted(rows)]),
  ])
}

const nounWidth = 14
const rowWidth = 84

/** The verbs of a noun, below one another where one row has no room for them. */
const verbRows = (noun: string, verbs: readonly string[]): string[] => {
  const rows: string[] = []
  let row = pad(noun, nounWidth)
  for (const [at, verb] of verbs.entries()) {
    const word = at === verbs.length - 1 ? verb : `${verb},`
    if (row.length + word.length >= rowWidth) {
      rows.push(row)
      row = pad('', nounWidth)
    }
    row = `${row} ${word}`
  }
  return [...rows, row]
}

/** The words of `/connectors` that are no operations, then the short commands, then everything by noun. */
const overview = (shown: readonly OperationSummary[], about: string | undefined): KnownBlock[] => {
  const short = Object.entries(shortcuts).flatMap(([word, name]) => {
    const operation = shown.find((candidate) => candidate.name === name)
    return operation === undefined ? [] : [`${pad(word, 14)} ${operation.summary}`]
  })
  const own = about === undefined ? Object.entries(ownCommands) : []
  const nouns = [...Map.groupBy(shown, ({ noun }) => noun)].flatMap(([noun, those]) =>
    verbRows(
      noun,
      those.map(({ verb }) => verb),
    ),
  )
  return [
    ...(short.length === 0
      ? []
      : [preformatted([...short, ...own.map(([word, does]) => `${pad(word, 14)} ${does}`)])]),
    lines(line(text('Everything, as '), text('/connectors noun verb', { code: true }))),
    preformatted(nouns),
  ]
}

/** What the person's rights don't cover is named, so that it can be asked for. */
const withoutRights = (operations: readonly OperationSummary[]): KnownBlock[] =>
  operations.length === 0
    ? []
    : [
        lines(
          line(text('Your rights don’t cover ', { italic: true })),
          line(text(operations.map(({ noun, verb }) => `${noun} ${verb}`).join(', '))),
          line(text('What they lack: '), text('/connectors privilege check noun.verb', { code: true })),
        ),
      ]

/**
 * What can be typed, of that what the person has the rights for; `allowed` is undefined where nobody knows them. Only
 * what may be started from Slack.
 */
export const helpMessage = (
  operations: readonly OperationSummary[],
  { topic, allowed }: { topic: string | undefined; allowed: ReadonlySet<string> | undefined },
): Message => {
  const wanted = operations.find(
    ({ noun, verb, name }) =>
      `${noun} ${verb}` === topic || (topic !== undefined && shortcuts[topic] === name),
  )
  if (wanted !== undefined) return about(wanted)
  const ofNoun = operations.filter(({ noun }) => noun === topic)
  const shown = ofNoun.length === 0 ? operations : ofNoun
  const may = ({ name }: OperationSummary): boolean => allowed === undefined || allowed.has(name)
  return message('What can be typed after /connectors', [
    lines(
      line(bold('Connectors from Slack')),
      line(
        text(
          'What changes something dangerous asks for approval in the channel. Secrets are typed in forms only.',
        ),
      ),
    ),
    ...overview(shown.filter(may), ofNoun.length === 0 ? undefined : topic),
    ...withoutRights(shown.filter((operation) => !may(operation))),
    lines(line(text('More: '), text('/connectors help noun verb', { code: true }))),
  ])
}
