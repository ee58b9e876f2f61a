import { createCore } from '@patchbay/core'

let known: ReadonlyMap<string, string> | undefined
/** The operations that are commands of the palette, by their name. */
const titles = (): ReadonlyMap<string, string> =>
  (known ??= new Map(createCore().operations.map(({ name, title }) => [name, title])))

/**
 * A command of the command line, in backticks with all that it is given, or in the middle of a sentence: there one word
 * says what it acts on, and flags follow.
 */
const commandLine =
  /`(?<quoted>(?:npx )?patchbay [^`]+)`|(?<!npx )\b(?<bare>patchbay [a-z]+(?:-[a-z]+)* [a-z]+(?:-[a-z]+)*\b(?: [^\s,:;]+(?: --[a-z-]+(?: [^\s,:;-][^\s,:;]*)?)*)?)/g

/** A place holder such as CONNECTOR, or `host=…`: the command asks for it. */
const isAskedFor = (word: string): boolean => /^[A-Z_]+$|…/.test(word) || word === '--help'

/** What of a command's words is worth telling: no flag whose value the command asks for. */
const told = (given: readonly string[], known: string | undefined): string[] =>
  given
    .filter((word, at) => !(word.startsWith('--') && isAskedFor(given[at + 1] ?? '')))
    .filter((word) => !isAskedFor(word) && word !== known)
    .map((word) => word.replace(/^--/, ''))

const command = (words: string, known: string | undefined): string => {
  const [, noun = '', verb = '', ...given] = words.replace(/^npx /, '').split(' ')
  const title = titles().get(`${noun}.${verb}`)
  // What only the command line does is pasted there.
  if (title === undefined) return `\`npx ${words.replace(/^npx /, '')}\``
  const rest = told(given, known)
  return `"Patchbay: ${title}"${rest.length === 0 ? '' : ` (${rest.join(' ')})`}`
}

const spoken = (text: string, known: string | undefined): string =>
  text.replaceAll(commandLine, (found: string, quoted: string | undefined, bare: string | undefined) => {
    if (quoted !== undefined) return command(quoted, known)
    const [, noun = '', verb = ''] = (bare ?? '').split(' ')
    return titles().has(`${noun}.${verb}`) ? command(bare ?? '', known) : found
  })

const isPlain = (value: object): boolean => Object.getPrototypeOf(value) === Object.prototype

/**
 * What the core says, for whoever reads it here: next steps name the command of the palette, not that of a terminal.
 * `known`: the id of what they look at, which they need not be told.
 */
export const inEditor = <Said>(said: Said, known?: string): Said => {
  const each = (value: unknown): unknown => {
    if (typeof value === 'string') return spoken(value, known)
    if (Array.isArray(value)) return value.map(each)
    // A secret or a moment stays what it is.
    if (typeof value !== 'object' || value === null || !isPlain(value)) return value
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, each(inner)]))
  }
  return each(said) as Said
}
