import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { openChromium } from '../fixtures/open-chromium.ts'
import { openSlackGround, type SlackGround } from '../slack/open-slack-ground.ts'
import { openLocalTeam } from '../team/open-local-team.ts'
import { openVsCode, type VsCode } from '../vs-code/open-vs-code.ts'
import { whyNoVsCode } from '../vs-code/serve-vs-code.ts'

const why = whyNoVsCode()
// The pictures of the README come from here: PATCHBAY_SCREENSHOTS=vscode-extension/images.

const requests = `# @name connectors
GET _connector

# How many documents there are.
GET search-products/_count
{ "query": { "match_all": {} } }
`

describe.skipIf(why !== undefined)('the extension in a real VS Code', () => {
  let ground: SlackGround
  let browser: Browser
  let vscode: VsCode
  let close = (): Promise<void> => Promise.resolve()

  beforeAll(async () => {
    const local = await openLocalTeam()
    ground = await openSlackGround(local.team)
    await ground.team.connectorWithKey('products')
    await ground.team.core.run(ground.team.ada, 'connector.create', { serviceType: 'mongodb', name: 'wiki' })
    browser = await openChromium()
    vscode = await openVsCode(browser, { 'products.es': requests, 'names.txt': 'wiki\n' })
    close = async () => {
      await vscode.stop()
      await browser.close()
      await ground.close()
      await local.close()
    }
  })
  afterEach(({ task }) => vscode.tell(task))
  afterAll(async () => {
    await picture('last')
    await close()
  })

  // Where only the side bar matters, the rest of the window is left out.
  const sideBar = { x: 0, y: 0, width: 640, height: 400 }
  const picture = (name: string): Promise<void> =>
    vscode.picture(name, ['tree', 'welcome'].includes(name) ? sideBar : undefined)

  /** A second person, in a browser of her own. */
  const approveInSlack = async (): Promise<void> => {
    const slack = await browser.newPage({ viewport: { width: 1180, height: 760 } })
    await slack.goto(ground.workspace.url)
    await slack.getByRole('button', { name: 'Grace' }).first().click()
    const approve = slack.locator('[data-action="run.approve"]')
    await approve.waitFor({ timeout: 30_000 })
    const approved = slack.locator('main').getByText('Approved by')
    const earlier = await approved.count()
    await vscode.press(approve, approved.nth(earlier))
    await slack.close()
  }

  it('adds a cluster step by step, and shows its connectors', async () => {
    const { page } = vscode
    const icon = page.locator('.activitybar [aria-label^="Patchbay"]').first()
    await vscode.press(icon, page.getByText('No cluster yet.'))
    await picture('welcome')
    await vscode.begin()
    await vscode.addCluster('test', ground.team.url, 'ada')
    await page.locator('.monaco-list-row', { hasText: 'products' }).first().waitFor({ timeout: 30_000 })
    await page.locator('.monaco-list-row', { hasText: 'wiki' }).first().waitFor()
    await picture('tree')
    expect(await page.locator('.monaco-list-row', { hasText: 'not configured yet' }).count()).toBe(2)
  })

  it('opens a connector into its parts, with what matters of each', async () => {
    const { page } = vscode
    const row = (text: string) => page.locator('.monaco-list-row', { hasText: text }).first()
    await vscode.press(row('wiki').locator('.monaco-tl-twistie'), row('Schedule'))
    await row('3 values missing').waitFor()
    await row('search-wiki · 0 documents').waitFor()
    await page.mouse.move(900, 400)
    await picture('tree')
    await row('wiki').locator('.monaco-tl-twistie').click()
    expect(await page.locator('.monaco-list-row', { hasText: /8\.17/ }).count()).toBe(1)
  })

  it('runs a request of a file, and shows what came back', async () => {
    const { page } = vscode
    await vscode.open('products.es')
    await page.getByText('Run on test').first().waitFor({ timeout: 30_000 })
    await picture('request-file')
    await vscode.press(page.getByText('Run on test').first(), page.getByText('// GET /_connector'))
    await page.getByText('"results"').first().waitFor()
    await picture('response')
    expect(await page.getByText(/200.·.\d+.ms/).count()).toBeGreaterThan(0)
  })

  it('asks for a rotation that a second person approves in Slack', async () => {
    const { page } = vscode
    await vscode.command('Patchbay: Rotate API key')
    await page.locator('.quick-input-widget', { hasText: 'Rotate API key' }).waitFor()
    await vscode.choose('products')
    await page.getByText('what will change').first().waitFor({ timeout: 30_000 })
    await page.locator('.quick-input-widget', { hasText: 'Why?' }).waitFor({ timeout: 30_000 })
    await page.locator('.view-line', { hasText: 'stays:' }).first().waitFor({ timeout: 30_000 })
    await picture('plan')
    await vscode.answer('Why?', 'quarterly rotation')
    await page.getByText('waits for approval').first().waitFor({ timeout: 30_000 })
    await page.locator('.codelens-decoration', { hasText: 'Withdraw' }).first().waitFor({ timeout: 30_000 })
    await picture('waits')
    const run = /run-([0-9A-Z]{26})/.exec(await page.locator('.tabs-container').first().innerText())?.[1]
    await approveInSlack()
    await vi.waitFor(async () => {
      const answer = await ground.team.core.run(ground.team.ada, 'approval.get', { run })
      expect(answer).toMatchObject({
        result: { state: 'done', requester: 'ada', reason: 'quarterly rotation' },
      })
    }, 30_000)
    // The document is live: nobody asked for it again.
    await page
      .locator('.codelens-decoration', { hasText: 'done · asked by ada' })
      .waitFor({ timeout: 30_000 })
    await picture('done')
    expect(ground.problems).toEqual([])
  })

  it('opens a connector as a file, which the catalogue completes and saving applies', async () => {
    const { page } = vscode
    await vscode.command('Patchbay: Open as a file')
    await vscode.choose('wiki')
    await page.getByText('Saving shows the plan').first().waitFor({ timeout: 30_000 })
    await vscode.until(async () => {
      await vscode.goToEnd(10, 12)
      await page.keyboard.press('Control+Space')
    }, page.locator('.suggest-widget').getByText('(ask)').first())
    await picture('connector-complete')
    await page.keyboard.press('Escape')
    await vscode.goToEnd(6, 2)
    await page.keyboard.type('of the team')
    await picture('connector-file')
    await page.keyboard.press('Control+s')
    await page.getByText('Save the connector: what will change').first().waitFor({ timeout: 30_000 })
    await picture('connector-plan')
    await vscode.answer('Why?', '')
    await vi.waitFor(async () => {
      const answer = await ground.team.core.run(ground.team.ada, 'connector.get', { connector: 'wiki' })
      expect(answer).toMatchObject({ result: { description: 'of the team' } })
    }, 30_000)
  })

  it('lets a second person decide in the editor, for what she saw', async () => {
    const { page } = vscode
    await vscode.command('Patchbay: Add a cluster')
    await vscode.addCluster('grace', ground.team.url, 'grace')
    const asked = await ground.team.core.run(ground.team.ada, 'api-key.rotate', { connector: 'products' })
    const run = 'run' in asked ? asked.run : ''
    // A search may be a second behind the request: whoever looks too early looks again.
    await vscode.until(
      () => vscode.command('Patchbay: Refresh'),
      page.locator('.monaco-list-row', { hasText: '1 for you' }).first(),
    )
    const row = page.locator('.monaco-list-row', { hasText: 'waiting · asked by ada' }).last()
    await row.waitFor({ timeout: 30_000 })
    await picture('for-me')
    const lens = page.locator('.codelens-decoration a', { hasText: 'Approve' }).first()
    await vscode.press(row, lens)
    await vscode.press(
      lens,
      page.locator('.quick-input-list .monaco-list-row', { hasText: 'Approve' }).first(),
    )
    await vscode.choose('Approve')
    await page.locator('.codelens-decoration', { hasText: /done|executing/ }).waitFor({ timeout: 30_000 })
    await picture('decided')
    await vi.waitFor(async () => {
      const shown = await ground.team.core.run(ground.team.ada, 'approval.get', { run })
      expect(shown).toMatchObject({ result: { state: 'done', votes: [{ by: 'grace' }] } })
    }, 30_000)
  })

  it('tells in a tooltip how a connector is, and names a cluster that does not answer', async () => {
    const { page } = vscode
    const tooltip = page.locator('.monaco-hover', { hasText: 'its configuration lacks' }).first()
    await vscode.until(async () => {
      await page.mouse.move(900, 400)
      await page.locator('.monaco-list-row', { hasText: 'wiki' }).first().hover()
    }, tooltip)
    await picture('tooltip')
    await vscode.command('Patchbay: Add a cluster')
    await vscode.answer('A short name', 'gone')
    await vscode.answer('Address of Elasticsearch', 'http://127.0.0.1:9')
    await vscode.answer('(3 of 5)', 'User and password')
    await vscode.answer('User (Press', 'ada')
    await vscode.answer('Password of ada', 'x')
    // Why it doesn't, with room for all of it.
    const refused = page.locator('.notification-list-item', { hasText: "can't be reached" }).first()
    const keep = refused.getByRole('button', { name: 'Keep it all the same' })
    // A busy window shows no toast, but keeps what it would have shown.
    await vscode.until(async () => {
      if (!(await keep.isVisible())) await vscode.command('Notifications: Show Notifications')
    }, keep)
    await picture('refused')
    await vscode.press(keep, page.locator('.monaco-list-row[aria-level="1"]', { hasText: 'gone' }).first())
    await vscode.command('Notifications: Clear All Notifications')
    await page
      .locator('.monaco-list-row', { hasText: "can't be reached" })
      .first()
      .waitFor({ timeout: 30_000 })
    await page.locator('.monaco-list-row', { hasText: 'products' }).first().waitFor()
    await picture('gone')
    // The one that answers is shown as if nothing were.
    expect(await page.locator('.monaco-list-row', { hasText: 'not configured yet' }).count()).toBeGreaterThan(
      0,
    )
  })

  it('syncs a sample on this machine, with nothing there before', async () => {
    const { page } = vscode
    await vscode.command('Patchbay: First sync with a sample')
    await page.getByText('3 documents were copied').first().waitFor({ timeout: 120_000 })
    await page.locator('.monaco-list-row', { hasText: 'sample' }).first().waitFor({ timeout: 30_000 })
    await page.locator('.monaco-list-row', { hasText: 'Sync jobs' }).first().waitFor({ timeout: 30_000 })
    await picture('first-sync')
    const local = page.locator('.monaco-list-row[aria-level="1"]', { hasText: 'local' })
    expect(await local.first().textContent()).toContain('8.17')
  })

  it('asks in a dialog of its own only before what has no way back', async () => {
    const { page } = vscode
    const row = page.locator('.monaco-list-row', { hasText: 'sample' }).first()
    const dialog = page.locator('.monaco-dialog-box', { hasText: 'Delete connector · sample' })
    const closed = page.locator('.monaco-workbench:not(:has(.monaco-dialog-box))')
    await vscode.fromMenu(row, 'Delete connector')
    // What there is to choose of the deletion itself.
    await vscode.choose('Go on')
    await dialog.waitFor({ timeout: 30_000 })
    await picture('irreversible')
    await vscode.press(dialog.getByRole('button', { name: 'Cancel' }), closed)
    await row.waitFor()
    await vscode.fromMenu(row, 'Delete connector')
    await vscode.choose('Go on')
    await dialog.waitFor({ timeout: 30_000 })
    await vscode.press(dialog.getByRole('button', { name: 'Delete connector' }), closed)
    await vscode.answer('Why?', 'no longer needed')
    await row.waitFor({ state: 'detached', timeout: 60_000 })
    expect(await page.locator('.monaco-list-row', { hasText: 'No connectors yet' }).count()).toBe(1)
  })

  it('shows in the tree the connector whose name is under the cursor', async () => {
    const { page } = vscode
    await vscode.open('names.txt')
    await vscode.goToEnd(1, 2)
    await vscode.command('Patchbay: Show the connector in the tree')
    await vscode.choose(/^test/)
    await page.locator('.monaco-list-row.selected', { hasText: 'wiki' }).first().waitFor({ timeout: 30_000 })
    await picture('revealed')
    const tree = page.locator('.pane-body .monaco-list-row.selected')
    expect((await tree.allInnerTexts()).filter((text) => text.includes('wiki'))).toHaveLength(1)
  })

  it('groups and filters connectors, and says so', async () => {
    const { page } = vscode
    await vscode.command('Patchbay: Group connectors')
    await vscode.choose('by health')
    await page.locator('.monaco-list-row', { hasText: 'Needs Configuration' }).first().waitFor()
    await picture('groups')
    await vscode.command('Patchbay: Filter connectors')
    await vscode.answer('Part of a name', 'wiki')
    await page.getByText('No connector matches "wiki"').waitFor({ timeout: 20_000 })
    await expect.poll(() => page.locator('.monaco-list-row', { hasText: 'products' }).count()).toBe(0)
    await picture('filtered')
    await vscode.command('Patchbay: Show all connectors')
    await page.locator('.monaco-list-row', { hasText: 'products' }).first().waitFor()
  })

  it('goes on with a request after the window was reloaded, and says what came of it', async () => {
    const { page } = vscode
    await vscode.command('Patchbay: Rotate API key')
    await vscode.choose(/^test/)
    await vscode.choose('products')
    await page.getByText('what will change').first().waitFor({ timeout: 30_000 })
    await vscode.answer('Why?', 'once more')
    await page.locator('.codelens-decoration', { hasText: 'waiting' }).first().waitFor({ timeout: 30_000 })
    await vscode.command('View: Close All Editors')
    await page.reload()
    // In a browser the editor keeps secrets for as long as its page lives, so she signs in anew.
    const signIn = page.locator('.monaco-list-row', { hasText: 'Nobody is signed in to "test"' }).first()
    await signIn.waitFor({ timeout: 120_000 })
    await vscode.press(signIn, page.locator('.quick-input-widget', { hasText: '(3 of 5)' }))
    await vscode.signIn('ada')
    await page.locator('.monaco-list-row', { hasText: 'Approvals' }).first().waitFor({ timeout: 60_000 })
    // It goes away by itself, so it is waited for before it is caused.
    const said = page.getByText('Rotate API key · products: done').first().waitFor({ timeout: 90_000 })
    await approveInSlack()
    await said
    await picture('after-reload')
    const log = await ground.team.core.run(ground.team.ada, 'approval.list', { state: 'open' })
    expect(log).toMatchObject({ result: { items: [] } })
  })
})
