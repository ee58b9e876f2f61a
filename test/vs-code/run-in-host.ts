import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { downloadAndUnzipVSCode, runTests, SilentReporter } from '@vscode/test-electron'
import { build } from 'esbuild'
import { z } from 'zod'
import { buildExtension } from '../../vscode-extension/scripts/build.ts'
import { openChromium } from '../fixtures/open-chromium.ts'
import { serveVsCode } from './serve-vs-code.ts'

const reportsSchema = z.array(z.object({ test: z.string(), failed: z.string().optional() }))
type Reports = z.infer<typeof reportsSchema>

type Files = Readonly<Record<string, string>>

const extension = resolve('vscode-extension')
const suite = resolve('test/dist/in-host.cjs')

const readReports = async (folder: string): Promise<Reports> =>
  reportsSchema.parse(JSON.parse(await readFile(join(folder, 'reports.json'), 'utf8')))

/** The suite as one file, which any host of extensions can load. */
const bundleSuite = (): Promise<unknown> =>
  build({
    entryPoints: ['test/in-host/run.ts'],
    outfile: suite,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    external: ['vscode'],
    logLevel: 'error',
  })

/** The program of the desktop's VS Code; undefined where nothing can show its window, or it can't be fetched. */
const findDesktop = async (): Promise<string | undefined> => {
  if (process.platform === 'linux' && process.env['DISPLAY'] === undefined) return undefined
  try {
    return await downloadAndUnzipVSCode({
      cachePath: resolve('.patchbay/tools'),
      reporter: new SilentReporter(),
    })
  } catch (error) {
    console.warn(`VS Code for the desktop can't be fetched, so its server is tried: ${String(error)}`)
    return undefined
  }
}

const runOnDesktop = async (program: string, files: Files): Promise<Reports> => {
  const folder = await mkdtemp(join(tmpdir(), 'patchbay-desktop-'))
  try {
    for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text)
    const launchArgs = [folder, '--disable-extensions', '--disable-telemetry']
    // Beside the project, it would keep extensions and a profile in the working directory.
    launchArgs.push('--user-data-dir', join(folder, '.data'), '--extensions-dir', join(folder, '.extensions'))
    // A failed test ends it with an error, whose reason is in the report.
    const ended = await runTests({
      vscodeExecutablePath: program,
      extensionDevelopmentPath: extension,
      extensionTestsPath: suite,
      launchArgs,
    }).catch((error: unknown) => error)
    return await readReports(folder).catch(() => {
      throw new Error('VS Code ended without a report.', { cause: ended })
    })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** The server's VS Code calls this function of its page at the end, as it does for @vscode/test-web. */
const runInServer = async (files: Files, trusted: boolean): Promise<Reports> => {
  const served = await serveVsCode(files, trusted)
  const browser = await openChromium()
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } })
    const { promise: ended, resolve: end } = Promise.withResolvers<void>()
    await page.exposeFunction('codeAutomationExit', () => end())
    await page.goto(served.url({ extensionDevelopmentPath: extension, extensionTestsPath: suite }))
    await ended
    return await readReports(served.workspace)
  } finally {
    await browser.close()
    await served.stop()
  }
}

/**
 * Runs the suite of `test/in-host` in a real VS Code on a folder with these files, which somebody trusts or nobody does
 * yet, and answers what came of each test.
 */
export const runInHost = async (files: Files, trusted: boolean): Promise<Reports> => {
  await buildExtension(true)
  await bundleSuite()
  // On the desktop @vscode/test-electron switches trust off whatever it is told, so that one runs in the server only.
  const desktop = trusted ? await findDesktop() : undefined
  return desktop === undefined ? runInServer(files, trusted) : runOnDesktop(desktop, files)
}
