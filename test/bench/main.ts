import type { Figure } from './figure.ts'

/** The benchmarks by name, each loaded when it is run. */
const benches: Readonly<Record<string, () => Promise<Figure[]>>> = {
  again: async () => (await import('./again.ts')).again(),
  asked: async () => (await import('./asked.ts')).asked(),
  elasticsearch: async () => (await import('./elasticsearch.ts')).elasticsearch(),
  cli: async () => (await import('./cli.ts')).commandLine(),
  local: async () => (await import('./local.ts')).local(),
  memory: async () => (await import('./memory.ts')).memory(),
  scheduler: async () => (await import('./scheduler.ts')).scheduler(),
  slack: async () => (await import('./slack.ts')).slack(),
  sync: async () => (await import('./sync.ts')).sync(),
  throttled: async () => (await import('./throttled.ts')).throttled(),
  workers: async () => (await import('./workers.ts')).workers(),
  vscode: async () => (await import('./vscode.ts')).vscode(),
}

const [name = '', ...flags] = process.argv.slice(2)
const bench = Object.hasOwn(benches, name) ? benches[name] : undefined
if (bench === undefined) {
  process.stderr.write(
    `usage: npm run bench -- NAME [--json]\nNAME is one of: ${Object.keys(benches).join(', ')}\n`,
  )
  process.exitCode = 2
} else {
  for (const figure of await bench()) {
    if (flags.includes('--json')) {
      process.stdout.write(`${JSON.stringify(figure)}\n`)
      continue
    }
    const beside = Object.entries(figure.beside ?? {}).map(([what, value]) => `${what} ${value}`)
    process.stdout.write(
      `${figure.figure.padEnd(28)} ${figure.value} ${figure.unit}   ${beside.join(', ')}\n`,
    )
  }
}
