import type { CompletionWord, CompletionWords } from './completion-words.ts'

export const shells = ['bash', 'zsh', 'fish'] as const
export type Shell = (typeof shells)[number]

/** In single quotes nothing means anything to a shell but the quote itself. */
const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`
/** fish also knows a backslash there. */
const fishQuoted = (text: string): string =>
  `'${text.replaceAll('\\', '\\\\').replaceAll("'", String.raw`\'`)}'`

const cases = (words: CompletionWords, list: (words: readonly CompletionWord[]) => string): string =>
  [...words].map(([path, found]) => `    ${quoted(path)}) ${list(found)} ;;`).join('\n')

const known = (words: CompletionWords): string => [...words.keys()].filter(Boolean).map(quoted).join('|')

const bash = (
  words: CompletionWords,
): string => `# Completion of patchbay for bash:  source <(npx patchbay completion bash)
_patchbay() {
  local path='' next i words=''
  for ((i = 1; i < COMP_CWORD; i++)); do
    next="\${path:+$path }\${COMP_WORDS[i]}"
    case "$next" in
    ${known(words)}) path="$next" ;;
    esac
  done
  case "$path" in
${cases(words, (found) => `words=${quoted(found.map(({ word }) => word).join(' '))}`)}
  esac
  COMPREPLY=($(compgen -W "$words" -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -o default -F _patchbay patchbay`

const described = ({ word, about }: CompletionWord): string => quoted(`${word}:${about}`)

const zsh = (words: CompletionWords): string => `#compdef patchbay
# Completion of patchbay for zsh:  source <(npx patchbay completion zsh)
_patchbay() {
  local sofar='' next i
  local -a found
  for ((i = 2; i < CURRENT; i++)); do
    next="\${sofar:+$sofar }\${words[i]}"
    case "$next" in
    ${known(words)}) sofar="$next" ;;
    esac
  done
  case "$sofar" in
${cases(words, (found) => `found=(${found.map(described).join(' ')})`)}
  esac
  _describe patchbay found || _files
}
compdef _patchbay patchbay`

const fishLine = (path: string, { word, about }: CompletionWord): string => {
  const what = word.startsWith('--') ? `-l ${word.slice(2)}` : `-f -a ${fishQuoted(word)}`
  return `complete -c patchbay -n ${fishQuoted(`__patchbay_at "${path}"`)} ${what} -d ${fishQuoted(about)}`
}

const fish = (
  words: CompletionWords,
): string => `# Completion of patchbay for fish:  npx patchbay completion fish | source
function __patchbay_at
  set -l known ${[...words.keys()].filter(Boolean).map(fishQuoted).join(' ')}
  set -l path ''
  for word in (commandline -opc)[2..-1]
    set -l next (string trim -- "$path $word")
    contains -- "$next" $known; and set path "$next"
  end
  test "$path" = "$argv[1]"
end
${[...words].flatMap(([path, found]) => found.map((word) => fishLine(path, word))).join('\n')}`

const scripts: Readonly<Record<Shell, (words: CompletionWords) => string>> = { bash, zsh, fish }

/** A script that completes the command line without starting it: a key press must not wait for a process. */
export const completionScript = (shell: Shell, words: CompletionWords): string => scripts[shell](words)
