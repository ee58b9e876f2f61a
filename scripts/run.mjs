// Plain Node 20, no dependencies: sets up what is missing, then hands over to the project's own Node 24.
// usage: node scripts/run.mjs FILE.ts [args]   |   node scripts/run.mjs --bin NAME [args]
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const bin = join(root, 'node_modules', '.bin')
const stamp = join(root, 'node_modules', '.patchbay-installed')
const read = (name) => readFileSync(join(root, name), 'utf8')

const wanted = createHash('sha256')
  .update(read('pnpm-lock.yaml'))
  .update(read('pnpm-workspace.yaml'))
  .digest('hex')
const installed = existsSync(stamp) ? readFileSync(stamp, 'utf8') : ''

if (installed !== wanted) {
  const pnpm = JSON.parse(read('package.json')).packageManager
  process.stderr.write(`Installing what the lockfile names (${pnpm}); this happens once.\n`)
  const install = spawnSync('npx', ['--yes', pnpm, 'install', '--frozen-lockfile', '--reporter=silent'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  })
  if (install.status !== 0) {
    process.stderr.write(
      'The installation failed. Look at the lines above, check the network, and run the command again.\n',
    )
    process.exit(1)
  }
  mkdirSync(join(root, 'node_modules'), { recursive: true })
  writeFileSync(stamp, wanted)
}

const [first, ...rest] = process.argv.slice(2)
const env = { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH ?? ''}` }
const command = first === '--bin' ? join(bin, rest.shift()) : join(bin, 'node')
const args = first === '--bin' ? rest : [join(root, first), ...rest]
const child = spawn(command, args, {
  cwd: root,
  stdio: 'inherit',
  env,
  shell: process.platform === 'win32',
})
// The child ends what it started, so it gets every signal and this process waits for it. A terminal sends Ctrl-C to
// both; only where there is none it must be handed on.
for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
process.on('SIGINT', () => process.stdin.isTTY || child.kill('SIGINT'))
// The shell between npm and this process dies of a signal and tells nobody.
const parent = process.ppid
const underNpm = process.env.npm_lifecycle_event !== undefined
const watch = setInterval(() => underNpm && process.ppid !== parent && child.kill('SIGTERM'), 500)
watch.unref()
child.on('error', (error) => {
  process.stderr.write(`${command} can't be started: ${error.message}\n`)
  process.exit(1)
})
child.on('exit', (code, signal) => process.exit(code ?? (signal === null ? 1 : 130)))
