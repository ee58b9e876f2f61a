import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { Browser } from 'playwright-core'
import { z } from 'zod'
import { buildExtension } from '../../vscode-extension/scripts/build.ts'
import { freePort } from '../fixtures/free-port.ts'
import { whyNoChromium } from '../fixtures/open-chromium.ts'
import { startProgram } from '../fixtures/start-program.ts'
import { type Hands, handsOn } from './hands.ts'

const version = '4.139.1'
const tools = resolve('.patchbay/tools/code-server')
const server = join(tools, 'node_modules/code-server/lib/vscode/out/server-main.js')
const extension = resolve('vscode-extension')

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

export interface VsCode extends Hands {
  /** Changes a setting of the machine in its file, which the editor watches. */
  change(setting: string, to: (value: unknown) => unknown): Promise<void>
  stop(): Promise<void>
}

/** A real VS Code with the extension in it, in a browser, on a folder with these files. */
export const openVsCode = async (
  browser: Browser,
  files: Readonly<Record<string, string>>,
): Promise<VsCode> => {
  await buildExtension(true)
  const folder = await mkdtemp(join(tmpdir(), 'patchbay-vscode-'))
  const workspace = join(folder, 'workspace')
  await mkdir(workspace)
  // Nothing of VS Code's own beside what is tried.
  const quiet = {
    'workbench.startupEditor': 'none',
    'workbench.secondarySideBar.defaultVisibility': 'hidden',
    'chat.commandCenter.enabled': false,
    'remote.autoForwardPorts': false,
    'patchbay.mcpServers': true,
  }
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
      '--disable-workspace-trust',
      '--disable-telemetry',
    ],
    port,
  )
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } })
  const payload = JSON.stringify([
    ['extensionDevelopmentPath', `vscode-remote://127.0.0.1:${port}${extension}`],
  ])
  const query = new URLSearchParams({ folder: workspace, payload })
  const icon = page.locator('.activitybar [aria-label^="Patchbay"]').first()
  const load = async (): Promise<void> => {
    await page.goto(`http://127.0.0.1:${port}/?${query.toString()}`)
    await page.locator('.monaco-workbench').waitFor({ timeout: 60_000 })
    await icon.waitFor({ timeout: 45_000 })
  }
  // The editor looks once for what is in development; where the machine was too slow for that, it looks again when loaded anew.
  await load().catch(load)
  return {
    ...handsOn(page),
    async change(setting, to) {
      const all = z.record(z.string(), z.unknown()).parse(JSON.parse(await readFile(settings, 'utf8')))
      await writeFile(settings, JSON.stringify({ ...all, [setting]: to(all[setting]) }))
    },
    async stop() {
      await page.close()
      await program.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
