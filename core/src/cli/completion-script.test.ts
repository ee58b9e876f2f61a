import { spawnSync } from 'node:child_process'
import { Command } from 'commander'
import { describe, expect, it } from 'vitest'
import { completionScript, type Shell } from './completion-script.ts'
import { completionWords } from './completion-words.ts'

const program = new Command('patchbay').option('--json', "the result's JSON")
const connector = program.command('connector').summary('list, get')
connector.command('list').summary('Lists: all.').option('--limit <number>', 'at most')
connector.command('get').summary("Shows one; it's $HOME `id`")
program.command('mcp').summary('serves')

const words = completionWords(program)
const here = (shell: Shell): boolean => spawnSync(shell, ['-c', 'exit 0']).status === 0

describe('completionScript', () => {
  it.skipIf(!here('bash')).each([
    [['con'], ['connector']],
    [
      ['connector', ''],
      ['list', 'get', '--json', '--help'],
    ],
    [['--json', 'connector', 'list', '--l'], ['--limit']],
    [['connector', 'get', 'products', '--j'], ['--json']],
    [
      ['connector', 'x; touch /tmp/never', ''],
      ['list', 'get', '--json', '--help'],
    ],
  ])('completes %j in bash', (typed, expected) => {
    const script = `${completionScript('bash', words)}
      COMP_WORDS=(patchbay "$@"); COMP_CWORD=$#; _patchbay; printf '%s\\n' "\${COMPREPLY[@]}"`
    const { stdout, stderr } = spawnSync('bash', ['-c', script, 'bash', ...typed], { encoding: 'utf8' })
    expect({ found: stdout.trim().split('\n'), stderr }).toEqual({ found: expected, stderr: '' })
  })

  it.each(['zsh', 'fish'] as const)('quotes what people wrote, for %s', (shell) => {
    const script = completionScript(shell, words)
    expect(script).toContain(shell === 'zsh' ? `it'\\''s $HOME` : String.raw`it\'s $HOME`)
    const parsed = here(shell) ? spawnSync(shell, ['-n'], { input: script }).status : 0
    expect(parsed).toBe(0)
  })
})
