import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { z } from 'zod'
import { freePort } from '../fixtures/free-port.ts'
import { whyNoChromium } from '../fixtures/open-chromium.ts'
import { startProgram } from '../fixtures/start-program.ts'

const version = '4.139.1'
const tools = resolve('.patchbay/tools/code-server')
const server = join(tools, 'node_modules/code-server/lib/vscode/out/server-main.js')

/** Why VS Code can't be opened here, as a sentence that says what to install; undefined when it can. */
export const whyNoVsCode = (): string | undefined => {
  const chromium = whyNoChromium()
  if (chromium !== undefined) return chromium
  if (existsSync(server)) return undefined
  const reason = `the tests in VS Code need it as a server: npm install --prefix ${tools} code-server@${version} (with libkrb5-dev and Node 24)`
  if (process.env['PATCHBAY_REQUIRE_REAL'] === '1') throw new Error(reason)
  // Said aloud as well: a short test report does not show the names of skipped suites.
  console.warn(`Skipped: ${reason}.`)
  return reason
}

export interface ServedVsCode {
  /** The folder that it opens. */
  workspace: string
  /** Where a browser finds it, with these files of this machine in the roles that they are named by. */
  url(roles: Readonly<Record<string, string>>): string
  /** Changes a setting of the machine in its file, which the editor watches. */
  change(setting: string, to: (value: unknown) => unknown): Promise<void>
  stop(): Promise<void>
}

/** Nothing of VS Code's own beside what is tried. */
const quiet = {
  'workbench.startupEditor': 'none',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'chat.commandCenter.enabled': false,
  'remote.autoForwardPorts': false,
  'patchbay.mcpServers': true,
}

/** VS Code as a server, on a folder with these files, which somebody trusts or hasn't been asked about yet. */
export const serveVsCode = async (
  files: Readonly<Record<string, string>>,
  trusted: boolean,
): Promise<ServedVsCode> => {
  const folder = await mkdtemp(join(tmpdir(), 'patchbay-vscode-'))
  const workspace = join(folder, 'workspace')
  await mkdir(workspace)
  await mkdir(join(folder, 'data/data/Machine'), { recursive: true })
  const settings = join(folder, 'data/data/Machine/settings.json')
  await writeFile(settings, JSON.stringify(quiet))
  for (const [name, text] of Object.entries(files)) await writeFile(join(workspace, name), text)
  const port = await freePort()
  const program = await startProgram(
    process.execPath,
    [
      server,
      '--host',
      '127.0.0.1',
      '--port',
      String(port),
      '--server-data-dir',
      join(folder, 'data'),
      '--without-connection-token',
      '--accept-server-license-terms',
      '--enable-smoke-test-driver',
      ...(trusted ? ['--disable-workspace-trust'] : []),
      '--disable-telemetry',
    ],
    port,
  )
  return {
    workspace,
    url(roles) {
      const payload = Object.entries(roles).map(([role, path]) => [
        role,
        `vscode-remote://127.0.0.1:${port}${path}`,
      ])
      const query = new URLSearchParams({ folder: workspace, payload: JSON.stringify(payload) })
      return `http://127.0.0.1:${port}/?${query.toString()}`
    },
    async change(setting, to) {
      const all = z.record(z.string(), z.unknown()).parse(JSON.parse(await readFile(settings, 'utf8')))
      await writeFile(settings, JSON.stringify({ ...all, [setting]: to(all[setting]) }))
    },
    async stop() {
      await program.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
