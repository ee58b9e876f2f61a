// Everything that judges the code without running it. usage: npm run check [-- --fix]
import { spawnSync } from 'node:child_process'
import { parseArgs } from 'node:util'

const { values } = parseArgs({ options: { fix: { type: 'boolean', default: false } } })

const checks: readonly { name: string; command: string; args: readonly string[] }[] = [
  { name: 'format', command: 'oxfmt', args: [values.fix ? '--write' : '--check', '.'] },
  {
    name: 'lint, with types and layers',
    command: 'oxlint',
    args: [
      '--type-aware',
      '--deny-warnings',
      '--report-unused-disable-directives',
      ...(values.fix ? ['--fix'] : []),
    ],
  },
  { name: 'types', command: 'tsc', args: ['--noEmit', '-p', '.'] },
  {
    name: 'types of what runs in a browser',
    command: 'tsc',
    args: ['--noEmit', '-p', 'slack-bot/src/practice-workspace/page'],
  },
  { name: 'dead code', command: 'knip', args: [] },
]

/** Runs one check, prints what it found only when it failed, and says how long it took. */
const passes = ({ name, command, args }: (typeof checks)[number]): boolean => {
  const begun = performance.now()
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    shell: process.platform === 'win32',
  })
  const seconds = ((performance.now() - begun) / 1000).toFixed(1)
  const passed = status === 0
  if (!passed) process.stdout.write([stdout, stderr, error?.message].filter(Boolean).join('\n'))
  process.stdout.write(`${passed ? '●' : '✕'} ${name.padEnd(30)} ${seconds} s\n`)
  return passed
}

const failed = checks.filter((check) => !passes(check))
if (failed.length > 0) {
  const names = failed.map((check) => check.name).join('; ')
  process.stdout.write(`\nFailed: ${names}. \`npm run check -- --fix\` mends what can be mended by itself.\n`)
  process.exitCode = 1
}
