import { isNode, LineCounter, parseDocument, visit, type YAMLParseError } from 'yaml'
import type { z } from 'zod'
import { PatchbayError } from '../errors.ts'
import { printable } from '../lib/printable.ts'
import { wordsOf } from '../operations/parse-input.ts'
import { type ConnectorEntry, connectorFileSchema } from '../protocol/connector-file.ts'

const most = 1_000_000
const next = '`patchbay connector export all` writes a file to start from.'

const wrong = (where: string, what: string, fix = next): PatchbayError =>
  new PatchbayError('input.invalid', `${where}: ${printable(what).replace(/\.$/, '')}.`, {
    field: 'file',
    next: fix,
  })

type Path = readonly PropertyKey[]

/** `connectors[0].schedule.full`. */
const inWords = (path: Path): string =>
  path
    .map((part, at) => (typeof part === 'number' ? `[${part}]` : `${at === 0 ? '' : '.'}${String(part)}`))
    .join('')

/** What the parser says to programmers, in words for whoever wrote the file. */
const wordsOfSyntax = ({ code, message }: YAMLParseError): string => {
  if (code === 'MULTIPLE_DOCS') return 'begins a second document, and one is all that is read'
  return message.startsWith('Maximum call stack') ? 'is nested too deep' : message
}

const readDocument = (text: string) => {
  const counter = new LineCounter()
  const document = parseDocument(text, { lineCounter: counter, prettyErrors: false })
  const at = (offset: number | undefined): string => {
    const { line, col } = counter.linePos(offset ?? 0)
    return `line ${line}, column ${col}`
  }
  const [error] = document.errors
  if (error !== undefined)
    throw wrong(at(error.pos[0]), wordsOfSyntax(error), 'Mend that line, and try again.')
  visit(document, {
    Alias: (_key, { range }) => {
      throw wrong(at(range?.[0]), 'names an anchor, which this file may not have', 'Write it out.')
    },
  })
  /** Where a path stands, or the nearest thing around it that is there. */
  const place = (path: Path): string => {
    for (let length = path.length; length > 0; length -= 1) {
      const node = document.getIn(path.slice(0, length), true)
      if (isNode(node)) return at(node.range?.[0])
    }
    return at(0)
  }
  return { place, content: document.toJS() as unknown }
}

/** What is wrong, of the part of the file that it is about: a choice of forms fails with all that each wanted. */
const said = (issue: z.core.$ZodIssue): string =>
  issue.code === 'unrecognized_keys' ? `there is no ${issue.keys.join(', ')} here` : wordsOf(issue)

/**
 * Connectors as a YAML file describes them.
 * @throws PatchbayError `input.invalid` with the line, what is wrong there, and what to do.
 */
export const readConnectorFile = (text: string): ConnectorEntry[] => {
  if (text.length > most) throw wrong('the file', 'is larger than a megabyte', 'Write several files.')
  const { place, content } = readDocument(text)
  const parsed = connectorFileSchema.safeParse(content, { reportInput: true })
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    const path = issue?.path ?? []
    const what = issue === undefined ? 'is not as it should be' : said(issue)
    throw wrong(`${place(path)}, ${inWords(path) || 'the file'}`, what)
  }
  const { connectors } = parsed.data
  const seen = new Map<string, number>()
  for (const [at, { name, id, index }] of connectors.entries()) {
    const keys = [
      // Those that have an id each may share a name.
      id === undefined ? `the name ${name}` : `the id ${id}`,
      ...(index === undefined ? [] : [`the index ${index}`]),
    ]
    for (const key of keys) {
      if (seen.has(key))
        throw wrong(place(['connectors', at]), `another connector has ${key} already`, 'Each needs its own.')
      seen.set(key, at)
    }
  }
  const named = Map.groupBy(connectors, ({ name }) => name)
  return connectors.map((entry) => {
    const shared = (named.get(entry.name)?.length ?? 0) > 1
    return { ...entry, key: shared ? (entry.id ?? entry.name) : entry.name }
  })
}
