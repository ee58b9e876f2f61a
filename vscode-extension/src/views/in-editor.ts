import { createCore } from '@patchbay/core'

let known: ReadonlyMap<string, string> | undefined
/** The operations that are commands of the palette, by their name. */
const titles = (): ReadonlyMap<string, string> =>
  (known ??= new Map(createCore().operations.map(({ name, title }) => [name, title])))

/** A command of the command line, in backticks with all that it is given, or in the middle of a sentence without. */
const commandLine =
  /`(?<quoted>(?:npx )?patchbay [^`]+)`|(?<!npx )\b(?<bare>patchbay [a-z]+(?:-[a-z]+)* [a-z]+(?:-[a-z]+)*)\b/g

/** A place holder such as CONNECTOR: the command asks for it. */
const isAskedFor = (word: string): boolean => /^[A-Z_]+$/.test(word) || word === '--help'

const command = (words: string): string => {
  const [, noun = '', verb = '', ...given] = words.replace(/^npx /, '').split(' ')
  const title = titles().get(`${noun}.${verb}`)
  // What only the command line does is pasted there.
  if (title === undefined) return `\`npx ${words.replace(/^npx /, '')}\``
  const told = given.filter((word) => !isAskedFor(word)).map((word) => word.replace(/^--/, ''))
  return `"Patchbay: ${title}"${told.length === 0 ? '' : ` (${told.join(' ')})`}`
}

const spoken = (text: string): string =>
  text.replaceAll(commandLine, (found: string, quoted: string | undefined, bare: string | undefined) => {
    if (quoted !== undefined) return command(quoted)
    const [, noun = '', verb = ''] = (bare ?? '').split(' ')
    return titles().has(`${noun}.${verb}`) ? command(bare ?? '') : found
  })

const isPlain = (value: object): boolean => Object.getPrototypeOf(value) === Object.prototype

/** What the core says, for whoever reads it here: next steps name the command of the palette, not that of a terminal. */
export const inEditor = <Said>(said: Said): Said => {
  const each = (value: unknown): unknown => {
    if (typeof value === 'string') return spoken(value)
    if (Array.isArray(value)) return value.map(each)
    // A secret or a moment stays what it is.
    if (typeof value !== 'object' || value === null || !isPlain(value)) return value
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, each(inner)]))
  }
  return each(said) as Said
}
