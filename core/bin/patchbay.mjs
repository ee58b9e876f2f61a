#!/usr/bin/env node
// Plain JavaScript that any Node runs: Patchbay itself is TypeScript and needs 22.18, so an older Node hands over to
// the one that the project brings.
import { spawn } from 'node:child_process'
import module, { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const main = new URL('../src/cli/main.ts', import.meta.url)
const [major, minor] = process.versions.node.split('.').map(Number)

if (major > 22 || (major === 22 && minor >= 18)) {
  // Stripped and compiled code is kept between starts: most of a short command's time went there.
  module.enableCompileCache()
  await import(main.href)
} else handOver()

function handOver() {
  const node = projectNode()
  if (node === undefined) {
    process.stderr.write(
      `Patchbay needs Node 22.18 or newer, and this is ${process.versions.node}. Run \`npm start\` or \`npm test\` once: it brings its own.\n`,
    )
    process.exit(1)
  }
  const child = spawn(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio: 'inherit' })
  // A terminal sends Ctrl-C to both; a signal that only this process got is handed on.
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  process.on('SIGINT', () => process.stdin.isTTY || child.kill('SIGINT'))
  child.on('exit', (code, signal) => process.exit(code ?? (signal === null ? 1 : 130)))
}

function projectNode() {
  try {
    const folder = dirname(createRequire(import.meta.url).resolve('node/package.json'))
    return join(folder, 'bin', process.platform === 'win32' ? 'node.exe' : 'node')
  } catch {
    return undefined
  }
}
