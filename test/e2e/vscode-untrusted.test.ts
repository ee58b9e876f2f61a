import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { openChromium } from '../fixtures/open-chromium.ts'
import { openVsCode, type VsCode } from '../vs-code/open-vs-code.ts'
import { whyNoVsCode } from '../vs-code/serve-vs-code.ts'

const why = whyNoVsCode()

describe.skipIf(why !== undefined)('a workspace that nobody trusts yet', () => {
  let browser: Browser
  let vscode: VsCode

  beforeAll(async () => {
    browser = await openChromium()
    vscode = await openVsCode(browser, { 'notes.es': 'GET _connector\n' }, false)
  })
  afterEach(({ task }) => vscode.tell(task))
  afterAll(async () => {
    await vscode.stop()
    await browser.close()
  })

  it('is told that nothing is sent from it, and offers all there is once somebody trusts it', async () => {
    const { page } = vscode
    const icon = page.locator('.activitybar [aria-label^="Patchbay"]').first()
    const welcome = page.locator('.welcome-view-content:visible')
    const says = welcome.getByText('This workspace is not trusted')
    const add = welcome.getByRole('button', { name: 'Add a cluster' })
    // The editor asks once about a folder, unless it was loaded anew meanwhile.
    const distrust = page.locator('.monaco-dialog-box').getByRole('button', { name: /No, I don't trust/ })
    await vscode.until(async () => {
      if (await distrust.isVisible()) await distrust.click({ timeout: 5000 })
      if (!(await says.isVisible())) await icon.click({ timeout: 5000 })
    }, says)
    await vscode.picture('untrusted')
    expect(await add.count()).toBe(0)
    // Who runs a request is told why nothing happens, and what to do.
    await vscode.open('notes.es')
    const told = page.locator('.notification-list-item', { hasText: 'This workspace is not trusted' }).first()
    // A busy window shows no toast, but keeps what it would have shown.
    await vscode.until(
      async () => {
        if (await told.isVisible()) return
        await page.locator('.codelens-decoration a', { hasText: 'Run on' }).first().click({ timeout: 5000 })
        await vscode.command('Notifications: Show Notifications')
      },
      told.getByRole('button', { name: 'Manage trust' }),
    )
    await vscode.picture('untrusted-request')
    await vscode.command('Notifications: Clear All Notifications')
    await vscode.press(icon, says)
    const trust = page.locator('.workspace-trust-editor').getByRole('button', { name: 'Trust', exact: true })
    await vscode.press(welcome.getByText('Manage trust'), trust)
    await vscode.press(trust, add)
  })
})
