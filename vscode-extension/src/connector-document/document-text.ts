import * as l10n from '@vscode/l10n'
import { findNodeAtLocation, parse, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser'
import { sayCron } from '../say-cron.ts'
import {
  type ConnectorDocument,
  type ConnectorState,
  documentSchema,
  secretWords,
} from './connector-state.ts'

/** Text of a comment: on one line, whatever the name holds. */
const inComment = (text: string): string => text.replace(/[\p{Cc}\u{2028}\u{2029}]/gu, ' ')

/** The document of a connector. The same connector always gives the same text. */
export const textOf = (state: ConnectorState, cluster: string): string => {
  const kind = `${state.serviceType ?? l10n.t('no service type')}, ${state.managed ? l10n.t('managed') : l10n.t('self-managed')}`
  const lines = [
    `// ${inComment(`${state.document.name} · ${kind} · ${cluster}`)}`,
    l10n.t('// Saving shows the plan, and applies it. A line that is taken out keeps its value.'),
    ...(state.secrets.size === 0
      ? []
      : [
          l10n.t(
            '// No secret is ever in here: "{0}" in its place asks for a new one when you save.',
            secretWords.ask,
          ),
        ]),
    ...(state.draft ? [l10n.t('// The rules are a draft: they hold once it is activated.')] : []),
  ]
  return `${lines.join('\n')}\n${JSON.stringify(state.document, undefined, 2)}\n`
}

export interface Problem {
  message: string
  start: number
  end: number
  severity: 'error' | 'warning'
}

const span = (text: string, path: readonly (string | number)[]): Pick<Problem, 'start' | 'end'> => {
  const root = parseTree(text)
  // The nearest that is there: a field that is missing is marked in what should hold it.
  for (let length = path.length; root !== undefined && length > 0; length -= 1) {
    const node = findNodeAtLocation(root, path.slice(0, length))
    if (node !== undefined) return { start: node.offset, end: node.offset + node.length }
  }
  return { start: 0, end: text.indexOf('\n') }
}

const error = (text: string, path: readonly (string | number)[], message: string): Problem => ({
  message,
  severity: 'error',
  ...span(text, path),
})

/** Where in the document the field of an operation stands. */
export const placeOf = (
  text: string,
  field: string,
  given: { kind?: unknown },
): Pick<Problem, 'start' | 'end'> => {
  const [first = '', ...rest] = field.split('.')
  if (first === 'values') return span(text, ['configuration', ...rest])
  if (first === 'cron' || first === 'enabled') return span(text, ['schedule', String(given.kind), first])
  if (first === 'rules') return span(text, ['rules', 'basic', ...rest.map(Number)])
  return span(text, first === 'advanced' ? ['rules', 'advanced'] : [first])
}

/** What a document says; or what is wrong with it, where. */
export const readText = (
  text: string,
  secrets: ReadonlySet<string>,
): { document: ConnectorDocument } | { problems: Problem[] } => {
  const broken: ParseError[] = []
  const value: unknown = parse(text, broken, { allowTrailingComma: true })
  const [first] = broken
  if (first !== undefined) {
    const start = Math.max(0, Math.min(first.offset, text.length - 1))
    const end = Math.min(text.length, start + Math.max(first.length, 1))
    const message = l10n.t('This is no JSON: {0}.', printParseErrorCode(first.error))
    return { problems: [{ message, start, end, severity: 'error' }] }
  }
  const parsed = documentSchema.safeParse(value)
  if (!parsed.success) {
    return {
      problems: parsed.error.issues.map(({ path, message }) =>
        error(
          text,
          path.map((part) => (typeof part === 'number' ? part : String(part))),
          `${path.map(String).join('.')}: ${message}`,
        ),
      ),
    }
  }
  const problems = [...typedSecrets(text, parsed.data, secrets), ...wrongSchedules(text, parsed.data)]
  return problems.length > 0 ? { problems } : { document: parsed.data }
}

const typedSecrets = (
  text: string,
  { configuration }: ConnectorDocument,
  secrets: ReadonlySet<string>,
): Problem[] =>
  Object.entries(configuration).flatMap(([key, value]) => {
    const word = Object.values(secretWords).some((known) => known === value)
    if (!secrets.has(key) || word || value === '' || value === null) return []
    // The value is not repeated: messages end up in logs.
    return [
      error(
        text,
        ['configuration', key],
        l10n.t(
          '{0}: a secret must not stand in a file. Write "{1}": it is asked for when you save.',
          key,
          secretWords.ask,
        ),
      ),
    ]
  })

const wrongSchedules = (text: string, { schedule }: ConnectorDocument): Problem[] =>
  Object.entries(schedule).flatMap(([kind, { enabled, cron }]) => {
    const said = sayCron(cron, new Date())
    return enabled && 'problem' in said ? [error(text, ['schedule', kind, 'cron'], said.problem)] : []
  })
