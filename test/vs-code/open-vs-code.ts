import { resolve } from 'node:path'
import type { Browser } from 'playwright-core'
import { buildExtension } from '../../vscode-extension/scripts/build.ts'
import { type Hands, handsOn } from './hands.ts'
import { serveVsCode, type ServedVsCode } from './serve-vs-code.ts'

export interface VsCode extends Hands, Pick<ServedVsCode, 'change' | 'stop' | 'workspace'> {}

/** A real VS Code with the extension in it, in a browser, on a folder with these files; or before anybody said to trust it. */
export const openVsCode = async (
  browser: Browser,
  files: Readonly<Record<string, string>>,
  trusted = true,
): Promise<VsCode> => {
  await buildExtension(true)
  const served = await serveVsCode(files, trusted)
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } })
  const icon = page.locator('.activitybar [aria-label^="Patchbay"]').first()
  const load = async (): Promise<void> => {
    await page.goto(served.url({ extensionDevelopmentPath: resolve('vscode-extension') }))
    await page.locator('.monaco-workbench').waitFor({ timeout: 60_000 })
    await icon.waitFor({ timeout: 45_000 })
  }
  // A page asks the server once which extensions there are, those in development among them, and takes a call that fails
  // for an empty list (scanExtensions of RemoteExtensionsScannerService, code-server 4.139): only one that is loaded anew
  // asks again. Nothing of the extension has run by then, so there is nothing that it could mend.
  await load().catch(load)
  return {
    ...handsOn(page),
    workspace: served.workspace,
    change: served.change,
    async stop() {
      await page.close()
      await served.stop()
    },
  }
}
