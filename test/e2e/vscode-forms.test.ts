import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { makeAuthority, makeServerCertificate } from '../fixtures/certificates.ts'
import { openChromium } from '../fixtures/open-chromium.ts'
import { startTlsFront } from '../fixtures/tls-front.ts'
import { openLocalTeam } from '../team/open-local-team.ts'
import { openVsCode, type VsCode } from '../vs-code/open-vs-code.ts'
import { whyNoVsCode } from '../vs-code/serve-vs-code.ts'

const why = whyNoVsCode()
describe.skipIf(why !== undefined)('forms and lists in a real VS Code', () => {
  let local: Awaited<ReturnType<typeof openLocalTeam>>
  let front: Awaited<ReturnType<typeof startTlsFront>>
  let fingerprint: string
  let browser: Browser
  let vscode: VsCode

  beforeAll(async () => {
    local = await openLocalTeam()
    for (const name of ['products', 'wiki', 'orders']) await local.team.connectorWithKey(name)
    const authority = await makeAuthority('Lab authority')
    const server = await makeServerCertificate(authority, ['localhost'])
    fingerprint = authority.fingerprint
    front = await startTlsFront(local.team.url, {
      key: server.key,
      cert: `${server.cert}\n${authority.cert}`,
    })
    browser = await openChromium()
    vscode = await openVsCode(browser, { 'notes.txt': 'nothing' })
  })
  afterEach(({ task }) => vscode.tell(task))
  afterAll(async () => {
    await picture('forms-last')
    await vscode.stop()
    await browser.close()
    front.stop()
    await local.close()
  })

  const picture = (name: string): Promise<void> => vscode.picture(name)
  const row = (text: string) => vscode.page.locator('.monaco-list-row', { hasText: text }).first()
  const choice = (text: string | RegExp) =>
    vscode.page.locator('.quick-input-list .monaco-list-row', { hasText: text }).first()

  it('shows whom it would trust, and keeps the fingerprint that was compared', async () => {
    const { page, answer } = vscode
    await vscode.begin()
    await answer('A short name', 'secure')
    await answer('Address of Elasticsearch', `https://localhost:${front.port}`)
    await choice('Trust this authority').waitFor({ timeout: 30_000 })
    await picture('fingerprint')
    await vscode.choose('Trust this authority')
    const shown = page.locator('.quick-input-widget .quick-input-message')
    await shown.getByText(fingerprint).waitFor()
    await picture('fingerprint-compare')
    // Whatever is typed without comparing goes nowhere.
    await answer('paste the one', 'ok')
    await shown.getByText('Neither the fingerprint nor yes').waitFor()
    const other = fingerprint.replace(/^../, (two) => (two === '00' ? '11' : '00'))
    await answer('Neither the fingerprint', other)
    await shown.getByText('It is another one').waitFor()
    await answer('It is another one', fingerprint.toLowerCase())
    await vscode.signIn('ada')
    await row('products').waitFor({ timeout: 30_000 })
    await picture('secure')
    expect(await page.locator('.notification-list-item').count()).toBe(0)
  })

  it('offers the cluster to agents of the editor, as a server that they can start', async () => {
    await vscode.command('MCP: List Servers')
    await choice('Patchbay: secure').waitFor({ timeout: 30_000 })
    await picture('mcp-servers')
    expect(await choice('Patchbay: secure').textContent()).toContain('Patchbay: secure')
    await vscode.page.keyboard.press('Escape')
  })

  it('asks for a configuration in the form of the data source, and shows no secret', async () => {
    const { page } = vscode
    await vscode.command('Patchbay: Configure connector')
    await vscode.choose('wiki')
    await choice(/Host\s*missing/).waitFor({ timeout: 30_000 })
    await picture('configure')
    await vscode.choose('Host')
    await vscode.answer('Host (host)', 'db.internal')
    await vscode.choose('Password')
    await picture('configure-secret')
    await vscode.answer('Password (password)', 'hush-hush')
    await choice('Go on, 2 changed').waitFor()
    await picture('configure-changed')
    await vscode.choose('Go on, 2 changed')
    await vscode.choose('Go on')
    await page.getByText('what will change').first().waitFor({ timeout: 30_000 })
    await picture('configure-plan')
    expect(await page.locator('body').textContent()).not.toContain('hush-hush')
    await vscode.answer('Why?', '')
    await vi.waitFor(async () => {
      const [found] = (await local.team.elastic.es.connector.list({ query: 'wiki' })).results
      expect(JSON.stringify(found)).toContain('db.internal')
    }, 30_000)
  })

  it('makes one plan of several rows, asks once, and says what came of each', async () => {
    const { page } = vscode
    for (const name of ['products', 'orders'])
      await vscode.until(
        async () => {
          const isChosen = /\bselected\b/.test((await row(name).getAttribute('class')) ?? '')
          if (!isChosen) await row(name).click({ modifiers: ['ControlOrMeta'], timeout: 5000 })
        },
        page.locator('.monaco-list-row.selected', { hasText: name }).first(),
      )
    await vscode.fromMenu(row('orders'), 'Rotate API key')
    await page.locator('.view-line', { hasText: 'Rotate' }).first().waitFor({ timeout: 30_000 })
    await page.getByText('what will change of 2 connectors').first().waitFor({ timeout: 30_000 })
    await picture('many-plan')
    await vscode.answer('Why?', 'a quiet day')
    await page
      .locator('.view-line', { hasText: /waits.for.approval/ })
      .nth(1)
      .waitFor({ timeout: 30_000 })
    await picture('many-outcome')
    const asked = await local.team.core.run(local.team.grace, 'approval.list', { state: 'open' })
    const runs = ('result' in asked ? JSON.stringify(asked.result) : '').match(/"run":"[^"]+"/g) ?? []
    expect(runs.length).toBe(2)
    for (const run of runs)
      await local.team.core.run(local.team.grace, 'approval.decide', {
        run: run.slice(7, -1),
        choice: 'approve',
      })
    // The window that asked carries both out.
    await vi.waitFor(async () => {
      const left = await local.team.core.run(local.team.grace, 'approval.list', { state: 'open' })
      expect(left).toMatchObject({ result: { items: [] } })
    }, 60_000)
  })
})
