import type { ConnectorDocument } from './connector-state.ts'
import { jobKinds, secretWords } from './connector-state.ts'

/** A call of an operation that makes a part of the document true. */
export interface Change {
  operation: string
  input: Record<string, unknown>
  /** Secrets that are asked for before the call. */
  asks: string[]
  /** What of the document it is about: two changes of the same are a conflict. */
  parts: string[]
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)

const words = Object.values(secretWords).map(String)

const renamed = (connector: string, from: ConnectorDocument, to: ConnectorDocument): Change[] => {
  const parts = (['name', 'description'] as const).filter((part) => from[part] !== to[part])
  if (parts.length === 0) return []
  const input = { connector, ...Object.fromEntries(parts.map((part) => [part, to[part]])) }
  return [{ operation: 'connector.rename', input, asks: [], parts }]
}

const configured = (connector: string, from: ConnectorDocument, to: ConnectorDocument): Change[] => {
  const changed = Object.entries(to.configuration).filter(
    ([key, value]) =>
      value !== from.configuration[key] && value !== secretWords.set && value !== secretWords.unset,
  )
  if (changed.length === 0) return []
  const asks = changed.filter(([, value]) => value === secretWords.ask).map(([key]) => key)
  const values = Object.fromEntries(changed.filter(([, value]) => !words.includes(String(value))))
  return [
    {
      operation: 'connector.configure',
      input: { connector, values },
      asks,
      parts: changed.map(([key]) => `configuration.${key}`),
    },
  ]
}

const scheduled = (connector: string, from: ConnectorDocument, to: ConnectorDocument): Change[] =>
  jobKinds.flatMap((kind) => {
    const wanted = to.schedule[kind]
    if (wanted === undefined || same(from.schedule[kind], wanted)) return []
    return [
      {
        operation: 'connector.schedule',
        input: { connector, kind, ...wanted },
        asks: [],
        parts: [`schedule.${kind}`],
      },
    ]
  })

const ruled = (connector: string, from: ConnectorDocument, to: ConnectorDocument): Change[] => {
  if (same(from.rules, to.rules)) return []
  const { basic, advanced } = to.rules
  return [
    { operation: 'rules.draft', input: { connector, rules: basic, advanced }, asks: [], parts: ['rules'] },
  ]
}

/** The operations that lead from one document to another; what nobody changed is in none of them. */
export const planChanges = (connector: string, from: ConnectorDocument, to: ConnectorDocument): Change[] =>
  [renamed, configured, scheduled, ruled].flatMap((of) => of(connector, from, to))

/** What somebody else changed meanwhile of what is to be changed now. */
export const conflicts = (
  mine: readonly Change[],
  { read, now }: { read: ConnectorDocument; now: ConnectorDocument },
): string[] => {
  const theirs = new Set(planChanges('', read, now).flatMap(({ parts }) => parts))
  return mine.flatMap(({ parts }) => parts).filter((part) => theirs.has(part))
}
