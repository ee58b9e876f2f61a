import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Browser, Locator } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { openChromium } from '../fixtures/open-chromium.ts'
import { openLocalTeam } from '../team/open-local-team.ts'
import { openVsCode, type VsCode, whyNoVsCode } from '../vs-code/open-vs-code.ts'

const why = whyNoVsCode()
// Where the pictures of the README come from: PATCHBAY_SCREENSHOTS=vscode-extension/images.
const pictures = process.env['PATCHBAY_SCREENSHOTS']

const requests = `# @cluster test
# @var index = search-products

# @name first
GET _connector

GET {{index}}/_count
{ "query": { "match_all": {} } }

PUT _connector/{{first.response.body.results[0].id}}/_name
{ "name": "products", "description": "from a file" }
`

const changes = `# @cluster test
# @var name = products

PUT _connector/${'$'}{first.response.body.results[0].id}/_name
{ "name": "{{name}}", "description": "as an operation" }

# @name first
GET _connector?filter_path=results.id

PUT _connector/{{first.response.body.results[0].id}}/_scheduling
{ "scheduling": { "full": { "enabled": true, "interval": "0 0 3 * * ?" } } }

GET _search
{ "qury": { "match": { "token": "{{token}}" } } }
`

const other = `# @cluster test
GET _connector/{{first.response.body.results[0].id}}?filter_path=name

GET _search
`

const unformatted = `GET a/_search
{"size":1}

GET b/_search
{"size":2}
`

describe.skipIf(why !== undefined)('request files in a real VS Code', () => {
  let local: Awaited<ReturnType<typeof openLocalTeam>>
  let browser: Browser
  let vscode: VsCode

  beforeAll(async () => {
    local = await openLocalTeam()
    await local.team.connectorWithKey('products')
    browser = await openChromium()
    vscode = await openVsCode(browser, {
      'products.es': requests,
      'new.es': '# @cluster test\n',
      'changes.es': changes,
      'other.es': other,
      'format.es': unformatted,
    })
    const { page } = vscode
    await page.locator('.activitybar [aria-label^="Patchbay"]').first().click({ timeout: 60_000 })
    await page.getByRole('button', { name: 'Add a cluster' }).first().click()
    await vscode.addCluster('test', local.team.url, 'ada')
    await page.locator('.monaco-list-row', { hasText: 'products' }).first().waitFor({ timeout: 30_000 })
    await page.keyboard.press('Control+b')
  })
  afterEach(({ task }) => vscode.tell(task))
  afterAll(async () => {
    await picture('last')
    await vscode.stop()
    await browser.close()
    await local.close()
  })

  // What the README shows is only the part that matters.
  const parts: Readonly<Record<string, { width: number; height: number }>> = {
    completion: { width: 680, height: 340 },
    'request-file': { width: 940, height: 350 },
  }
  const picture = async (name: string): Promise<void> => {
    if (pictures === undefined) return
    await mkdir(pictures, { recursive: true })
    const part = parts[name]
    await vscode.page.screenshot({
      path: join(pictures, `${name}.png`),
      ...(part === undefined ? {} : { clip: { x: 53, y: 90, ...part } }),
    })
  }
  /** Opens a file, with the cursor at its start or end, which an editor that is just being laid out may scroll to. */
  const edit = async (file: string, at: 'Home' | 'End' = 'Home'): Promise<void> => {
    // Files on the left, responses beside them.
    await vscode.command('View: Join All Editor Groups')
    await vscode.open(file)
    await vscode.page.locator(`.tab.active[data-resource-name="${file}"]`).waitFor()
    await vscode.page.locator('.view-lines').first().click()
    await vscode.page.keyboard.press(`Control+${at}`)
  }
  const suggestions = (): Locator => vscode.page.locator('.suggest-widget .monaco-list-row')
  const suggestion = (text: string): Locator => suggestions().filter({ hasText: text }).first()
  /** The text of the editor that has the cursor, its lines joined. */
  const text = async (): Promise<string> => {
    const lines = await vscode.page
      .locator('.editor-instance .view-lines .view-line')
      .evaluateAll((all) => all.map((one) => one.textContent ?? ''))
    return lines.join('\n').replaceAll('\u00a0', ' ')
  }

  it('completes methods, paths, names of connectors, and bodies', async () => {
    const { page } = vscode
    await edit('new.es', 'End')
    await page.keyboard.type('PU')
    await suggestion('PUT').waitFor()
    await page.keyboard.press('Enter')
    await page.keyboard.type('_connector/')
    // The id comes from the cluster, a moment later.
    await suggestion('products').waitFor({ timeout: 20_000 })
    await picture('completion')
    await suggestion('products').click()
    await page.keyboard.type('/_sch')
    await suggestion('_scheduling').waitFor()
    await picture('complete-path')
    await page.keyboard.press('Enter')
    await page.keyboard.type('\n{ "')
    await suggestion('scheduling').waitFor()
    await page.keyboard.press('Enter')
    await suggestion('access_control').waitFor()
    await picture('complete-body')
    await page.keyboard.type('fu')
    await page.keyboard.press('Enter')
    await suggestion('interval').click()
    await expect
      .poll(text)
      .toMatch(/PUT _connector\/\S+\/_scheduling\n\{ "scheduling": \{"full": \{"interval": ""/)
    await page.keyboard.press('Escape')
  })

  it('says what a request needs, and where its documentation is', async () => {
    const { page } = vscode
    await edit('products.es')
    await page.getByText('Run all').first().waitFor({ timeout: 30_000 })
    const hover = page.locator('.monaco-hover:visible', { hasText: 'Documentation' }).first()
    await vscode.goToEnd(7, 1)
    await vscode.until(() => vscode.command('Show or Focus Hover'), hover)
    await picture('hover')
    expect(await hover.textContent()).toMatch(/count.*Needs: index read/s)
    await page.keyboard.press('Escape')
  })

  it('runs all requests, uses what came back, and compares with the run before', async () => {
    const { page } = vscode
    await edit('products.es')
    await page.getByText('Run all').first().click()
    await page
      .getByText(/PUT.\/_connector/)
      .first()
      .waitFor({ timeout: 30_000 })
    await picture('run-all')
    await page.getByText('Run on test').nth(1).click()
    await page.getByText('// GET /search-products/_count').waitFor({ timeout: 30_000 })
    await page.getByText('Filter …').click()
    await vscode.answer('JMESPath', 'count')
    await page.getByText('only: count').waitFor()
    await picture('filtered')
    await page.getByText('Headers', { exact: true }).click()
    await page.getByText(/x-elastic-product:.Elasticsearch/).waitFor()
    await picture('headers')
    await page.getByText('Hide headers').click()
    await page.getByText(/x-elastic-product/).waitFor({ state: 'detached' })
    await page.getByText('Run again').click()
    await page.getByText('only: count').waitFor({ state: 'detached' })
    await page.getByText('Compare with the run before').click()
    await page.locator('.tab', { hasText: 'the run before and now' }).waitFor()
    await picture('compared')
    expect(await page.locator('.notification-list-item').count()).toBe(0)
  })

  it('says above a request how its last run was, and uses what another file got', async () => {
    const { page } = vscode
    await edit('other.es')
    // Nothing of this file is named first: products.es ran it.
    await page.getByText('Run on test').first().click()
    await page
      .getByText(/GET.\/_connector\/\w+\?/)
      .first()
      .waitFor({ timeout: 30_000 })
    await page
      .locator('.codelens-decoration', { hasText: /200 · \d+ ms · \d+ bytes/ })
      .first()
      .waitFor()
    await picture('lens-state')
    expect(await page.locator('.notification-list-item').count()).toBe(0)
    await page.getByText('Run on test').nth(1).click()
    await page
      .locator('.codelens-decoration', { hasText: /200 · \d+ ms · took \d+ ·/ })
      .first()
      .waitFor({ timeout: 30_000 })
  })

  it('formats what is selected, and offers paths of Kibana', async () => {
    const { page } = vscode
    await edit('format.es', 'End')
    await page.keyboard.press('Shift+ArrowUp')
    await vscode.command('Format Selection')
    await page.locator('.view-line', { hasText: '"size": 2' }).first().waitFor()
    await expect.poll(text).toContain('{"size":1}')
    await page.keyboard.press('Control+End')
    // At once: typed key by key, the end of the line would take what is suggested for it.
    await page.keyboard.insertText('\nDELETE a\n\n')
    await page.keyboard.type('GET kbn:/api/statu')
    await suggestion('api/status').waitFor()
    await page.keyboard.press('Enter')
    await expect.poll(text).toContain('GET kbn:/api/status')
    // What deletes is marked as long as nothing asks first.
    await page.locator('.squiggly-info').first().waitFor({ timeout: 20_000 })
  })

  it('keeps what ran, and runs it again', async () => {
    const { page } = vscode
    await vscode.command('Patchbay: Requests that ran')
    const rows = page.locator('.quick-input-list .monaco-list-row')
    await rows.filter({ hasText: '_count' }).first().waitFor()
    await picture('history')
    expect(await rows.count()).toBe(5)
    await rows.filter({ hasText: '_count' }).first().click()
    await page.locator('.view-line', { hasText: '@var' }).first().waitFor()
    await page.getByText('// GET /search-products/_count').first().waitFor()
  })

  it('says when a schedule comes, and what the API would not understand', async () => {
    const { page } = vscode
    await edit('changes.es')
    await page.getByText('every day at 03:00 UTC').first().waitFor({ timeout: 30_000 })
    await page.locator('.squiggly-warning').first().waitFor()
    await picture('request-file')
    await vscode.until(
      async () => {
        await page
          .locator('.view-line', { hasText: 'qury' })
          .first()
          .click({ position: { x: 30, y: 8 } })
        await page.keyboard.press('Control+.')
      },
      page.locator('.action-widget', { hasText: 'Write query' }),
    )
    await page.keyboard.press('Enter')
    await page.locator('.view-line', { hasText: '"query"' }).first().waitFor()
    await expect.poll(text).not.toContain('qury')
  })

  it('renames a variable wherever it stands', async () => {
    const { page } = vscode
    await page.keyboard.press('Control+Home')
    await page.keyboard.press('ArrowDown')
    for (const _letter of '# @var ') await page.keyboard.press('ArrowRight')
    await page.keyboard.press('F2')
    const box = page.locator('.rename-input:visible')
    await box.fill('title', { timeout: 20_000 })
    await box.press('Enter')
    await page.locator('.view-line', { hasText: '{{title}}' }).first().waitFor()
    await expect.poll(text).toContain('# @var title = products')
  })

  it('runs a change as the operation that makes it, with its plan', async () => {
    const { page } = vscode
    await page.getByText('Run on test').nth(1).click()
    await page.getByText('// GET /_connector').first().waitFor({ timeout: 30_000 })
    await edit('changes.es')
    for (const _line of [1, 2, 3]) await page.keyboard.press('ArrowDown')
    await vscode.command('Patchbay: Run the request as operation')
    await page.getByText('what will change').first().waitFor({ timeout: 30_000 })
    await picture('as-operation')
    await vscode.answer('Why?', 'from a request file')
    await vi.waitFor(async () => {
      const [connector] = (await local.team.elastic.es.connector.list()).results
      expect(connector).toMatchObject({ description: 'as an operation' })
    }, 20_000)
  })

  it('keeps a secret where secrets belong, and sends it without showing it', async () => {
    const { page } = vscode
    await vscode.command('Patchbay: Keep a secret variable')
    await vscode.answer('Its name', 'token')
    await vscode.answer('The value of token', 'hush-hush')
    await edit('changes.es', 'End')
    await page.keyboard.press('ArrowUp')
    await page.keyboard.press('Control+Enter')
    await page
      .getByText('// POST /_search')
      .or(page.getByText('// GET /_search'))
      .first()
      .waitFor({ timeout: 30_000 })
    await vscode.command('Patchbay: Requests that ran')
    await page.locator('.quick-input-list .monaco-list-row', { hasText: '_search' }).first().waitFor()
    expect(await page.locator('body').textContent()).not.toContain('hush-hush')
    await page.keyboard.press('Escape')
  })
})
