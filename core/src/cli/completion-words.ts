import type { Command } from 'commander'

export interface CompletionWord {
  word: string
  about: string
}

/** What may come next, by the words so far: '' -> nouns, 'connector' -> verbs, 'connector list' -> flags. */
export type CompletionWords = ReadonlyMap<string, readonly CompletionWord[]>

const firstSentence = (text: string): string => text.replaceAll(/\s+/g, ' ').slice(0, 80)

const flagsOf = (command: Command): CompletionWord[] =>
  command.options.flatMap(({ long, description, hidden }) =>
    long == null || hidden ? [] : [{ word: long, about: firstSentence(description) }],
  )

/** Walks the whole command line; flags of a command are offered with those that every command takes. */
export const completionWords = (program: Command): CompletionWords => {
  const words = new Map<string, CompletionWord[]>()
  const everywhere = [...flagsOf(program), { word: '--help', about: 'display help for command' }]
  const walk = (command: Command, path: readonly string[]): void => {
    const below = command.commands.map((one) => ({ word: one.name(), about: firstSentence(one.summary()) }))
    const own = command === program ? [] : flagsOf(command)
    words.set(path.join(' '), [...below, ...own, ...everywhere])
    for (const one of command.commands) walk(one, [...path, one.name()])
  }
  walk(program, [])
  return words
}
