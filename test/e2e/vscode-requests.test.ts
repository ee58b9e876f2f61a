import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Browser, Locator } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { type HeldRequests, holdRequests } from '../fixtures/hold-requests.ts'
import { openChromium } from '../fixtures/open-chromium.ts'
import { openLocalTeam } from '../team/open-local-team.ts'
import { openVsCode, type VsCode } from '../vs-code/open-vs-code.ts'
import { whyNoVsCode } from '../vs-code/serve-vs-code.ts'
import { copyWebExtension } from '../vs-code/web-extension.ts'
import { requestFiles } from '../vs-code/request-files.ts'

const why = whyNoVsCode()
describe.skipIf(why !== undefined)('request files in a real VS Code', () => {
  let local: Awaited<ReturnType<typeof openLocalTeam>>
  let front: HeldRequests
  let browser: Browser
  let vscode: VsCode

  beforeAll(async () => {
    local = await openLocalTeam()
    await local.team.connectorWithKey('products')
    front = await holdRequests(local.team.url, /^\/slow\//)
    browser = await openChromium()
    vscode = await openVsCode(browser, requestFiles)
    const { page } = vscode
    await vscode.begin()
    await vscode.addCluster('test', front.url, 'ada')
    await page.locator('.monaco-list-row', { hasText: 'products' }).first().waitFor({ timeout: 30_000 })
    await page.keyboard.press('Control+b')
  })
  afterEach(({ task }) => vscode.tell(task))
  afterAll(async () => {
    await picture('last')
    await vscode.stop()
    await browser.close()
    front.close()
    await local.close()
  })

  // What the README shows is only the part that matters.
  const parts: Readonly<Record<string, Parameters<VsCode['picture']>[1]>> = {
    completion: { x: 53, y: 90, width: 680, height: 340 },
    'request-file': { x: 53, y: 90, width: 940, height: 350 },
  }
  const picture = (name: string): Promise<void> => vscode.picture(name, parts[name])
  const edit = (file: string, at?: 'End'): Promise<void> => vscode.edit(file, at)
  const suggestions = (): Locator => vscode.page.locator('.suggest-widget .monaco-list-row')
  const suggestion = (text: string): Locator => suggestions().filter({ hasText: text }).first()
  /** The text of the editor that has the cursor, its lines joined. */
  const text = async (): Promise<string> => {
    const lines = await vscode.page
      .locator('.editor-instance .view-lines .view-line')
      .evaluateAll((all) => all.map((one) => one.textContent ?? ''))
    return lines.join('\n').replaceAll('\u00a0', ' ')
  }

  /** Answers the dialog of a response that is saved, and then what stands in the file. */
  const save = async (name: string): Promise<() => Promise<string>> => {
    const saved = join(vscode.workspace, name)
    await vscode.saveAs('Save the response', 'response.json', saved)
    return () => readFile(saved, 'utf8').catch(() => '')
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
    await vscode.press(
      suggestion('products'),
      page.locator('.view-line', { hasText: /PUT._connector\/\w/ }).first(),
    )
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
    await vscode.press(
      suggestion('interval'),
      page.locator('.view-line', { hasText: '"interval": ""' }).first(),
    )
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
    await vscode.press(page.getByText('Run all').first(), page.getByText(/PUT.\/_connector/).first())
    await picture('run-all')
    // Of several, the one that somebody chooses.
    await vscode.command('Patchbay: Save the response')
    await vscode.choose('PUT /_connector')
    await expect.poll(await save('renamed.json'), { timeout: 30_000 }).toMatch(/^\{"result":"/)
    await vscode.press(page.getByText('Run on test').nth(1), page.getByText('// GET /search-products/_count'))
    await vscode.press(
      page.getByText('Filter …'),
      page.locator('.quick-input-widget', { hasText: 'JMESPath' }),
    )
    await vscode.answer('JMESPath', 'count')
    await page.getByText('only: count').waitFor()
    await picture('filtered')
    await vscode.press(
      page.getByText('Headers', { exact: true }),
      page.getByText(/x-elastic-product:.Elasticsearch/),
    )
    await picture('headers')
    // Only when the lens says so does its click hide them.
    const hide = page.getByText('Hide headers')
    await hide.waitFor()
    await vscode.press(hide, page.locator('.monaco-workbench').filter({ hasNotText: 'x-elastic-product' }))
    await vscode.press(
      page.getByText('Run again'),
      page.locator('.monaco-workbench').filter({ hasNotText: 'only: count' }),
    )
    await vscode.press(
      page.getByText('Compare with the run before'),
      page.locator('.tab', { hasText: 'the run before and now' }),
    )
    await picture('compared')
    expect(await page.locator('.notification-list-item').count()).toBe(0)
  })

  it('saves what came back where somebody says, as it came', async () => {
    await vscode.command('Patchbay: Save the response')
    await expect.poll(await save('saved.json'), { timeout: 30_000 }).toMatch(/^\{"count":\d+/)
  })

  it('says above a request how its last run was, and uses what another file got', async () => {
    const { page } = vscode
    await edit('other.es')
    // Nothing of this file is named first: products.es ran it.
    await vscode.press(
      page.getByText('Run on test').first(),
      page.getByText(/GET.\/_connector\/\w+\?/).first(),
    )
    await page
      .locator('.codelens-decoration', { hasText: /200 · \d+ ms · \d+ bytes/ })
      .first()
      .waitFor()
    await picture('lens-state')
    expect(await page.locator('.notification-list-item').count()).toBe(0)
    await vscode.press(
      page.getByText('Run on test').nth(1),
      page.locator('.codelens-decoration', { hasText: /200 · \d+ ms · took \d+ ·/ }).first(),
    )
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
    await vscode.choose('_count')
    await page.locator('.view-line', { hasText: '@var' }).first().waitFor()
    await page.getByText('// GET /search-products/_count').first().waitFor()
  })

  it('says when a schedule comes, and what the API would not understand', async () => {
    const { page } = vscode
    await edit('changes.es')
    await page.getByText('every day at 03:00 UTC').first().waitFor({ timeout: 30_000 })
    await page.locator('.squiggly-warning').first().waitFor()
    await picture('request-file')
    const widget = page.locator('.action-widget', { hasText: 'Write query' }).first()
    await vscode.until(
      async () => {
        if (!(await widget.isVisible())) {
          await page
            .locator('.view-line', { hasText: 'qury' })
            .first()
            .click({ position: { x: 30, y: 8 }, timeout: 5000 })
          await page.keyboard.press('Control+.')
          await widget.waitFor({ timeout: 5000 })
        }
        await widget.getByText('Write query').first().click({ timeout: 5000 })
      },
      page.locator('.view-line', { hasText: '"query"' }).first(),
    )
    await expect.poll(text).not.toContain('qury')
  })

  it('renames a variable wherever it stands', async () => {
    const { page } = vscode
    const box = page.locator('.rename-input:visible')
    await vscode.until(async () => {
      if (await box.isVisible()) return
      await page.keyboard.press('Control+Home')
      await page.keyboard.press('ArrowDown')
      for (const _letter of '# @var ') await page.keyboard.press('ArrowRight')
      await page.keyboard.press('F2')
    }, box)
    await box.fill('title', { timeout: 20_000 })
    await box.press('Enter')
    await page.locator('.view-line', { hasText: '{{title}}' }).first().waitFor()
    await expect.poll(text).toContain('# @var title = products')
  })

  it('runs a change as the operation that makes it, with its plan', async () => {
    const { page } = vscode
    await vscode.press(
      page.getByText('Run on test').nth(1),
      page.locator('.codelens-decoration', { hasText: /200 · / }).first(),
    )
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

  it('asks before it changes something on a guarded cluster, and offers the operation', async () => {
    const { page } = vscode
    const clusters = z.array(z.looseObject({ name: z.string() }))
    const guard = (guarded: boolean) =>
      vscode.change('patchbay.clusters', (value) =>
        clusters.parse(value).map((cluster) => ({ ...cluster, guarded })),
      )
    await guard(true)
    const lens = page.locator('.codelens-decoration a', { hasText: 'Run on test (guarded)' }).first()
    const dialog = page.locator('.monaco-dialog-box', { hasText: 'It changes something' })
    const answer = async (button: string): Promise<void> => {
      await edit('guarded.es')
      await vscode.until(async () => {
        // A dialog that came late lets nobody click beside it.
        if (!(await dialog.isVisible())) await lens.click({ timeout: 5000 })
      }, dialog)
      await picture('guarded')
      await vscode.until(
        () => dialog.getByRole('button', { name: button, exact: true }).click({ timeout: 5000 }),
        page.locator('.monaco-workbench:not(:has(.monaco-dialog-box))'),
      )
    }
    const description = async () => (await local.team.elastic.es.connector.list()).results?.[0]?.description
    const before = await description()
    await answer('Cancel')
    expect(await description()).toBe(before)
    await answer('Run as operation')
    await vscode.answer('Why?', 'asked first')
    await expect.poll(description, { timeout: 30_000 }).toBe('on a guarded cluster')
    await local.team.elastic.es.connector.updateName({
      connector_id: (await local.team.elastic.es.connector.list()).results?.[0]?.id ?? '',
      name: 'products',
      description: 'between',
    })
    await answer('Send')
    await expect.poll(description, { timeout: 30_000 }).toBe('on a guarded cluster')
    await guard(false)
    await page.getByText('Run on test', { exact: true }).first().waitFor({ timeout: 30_000 })
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

  it('stops a request that runs, and hangs up on the cluster', async () => {
    const { page } = vscode
    await edit('slow.es')
    const run = page.getByText('Run on test').first()
    const stop = page.locator('.codelens-decoration a', { hasText: 'Stop' }).first()
    await vscode.press(run, stop)
    await vi.waitFor(() => expect(front.waiting).toEqual(['/slow/_search']), 20_000)
    await picture('running')
    await vscode.press(stop, run)
    await vi.waitFor(() => expect(front.hungUp).toEqual(['/slow/_search']), 20_000)
    // Nobody is told of a failure: somebody wanted it so.
    await page.locator('.notification-list-item').first().waitFor({ state: 'detached' })
  })

  it('stops an operation that takes long', async () => {
    const { page } = vscode
    const [connector] = (await local.team.elastic.es.connector.list()).results ?? []
    // No worker syncs here: whoever watches it waits for a minute.
    await local.team.elastic.es.connector.syncJobPost({ id: connector?.id ?? '', job_type: 'full' })
    await vscode.command('Patchbay: Watch sync job')
    await vscode.choose('pending')
    await vscode.choose('Go on')
    await vscode.command('Notifications: Show Notifications')
    const watching = page.locator('.notification-list-item', { hasText: 'Watch sync job' })
    await vscode.press(
      watching.getByRole('button', { name: 'Cancel' }),
      page.locator('.monaco-workbench:not(:has(.notification-list-item))'),
    )
    expect(await page.locator('.notification-list-item').count()).toBe(0)
  })

  // Last: the page is loaded anew, with the extension in the page itself, and in a language that marks what was translated.
  it('helps to write request files where there is nothing but a web page, in the language of the editor', async () => {
    const { page } = vscode
    const { folder, remove } = await copyWebExtension()
    // As a language pack says it.
    await page.addInitScript(() =>
      Object.defineProperty(globalThis, '_VSCODE_NLS_LANGUAGE', { get: () => 'qps', set: () => {} }),
    )
    const address = new URL(page.url())
    const payload = [['extensionDevelopmentPath', `vscode-remote://${address.host}${folder}`]]
    address.searchParams.set('payload', JSON.stringify(payload))
    await page.goto(address.href)
    await page.locator('.monaco-workbench').waitFor({ timeout: 60_000 })
    await edit('web.es')
    await page.getByText('every day at 04:00 UTC').first().waitFor({ timeout: 60_000 })
    await page.locator('.squiggly-warning').first().waitFor({ timeout: 30_000 })
    await vscode.command('Format Document')
    await page.locator('.view-line', { hasText: '"enabled": true' }).first().waitFor({ timeout: 30_000 })
    await page.keyboard.press('Control+End')
    await page.keyboard.type('PUT _connector/x/_sch')
    await suggestion('_scheduling').waitFor({ timeout: 30_000 })
    await picture('web')
    await page.keyboard.press('Escape')
    // What would ask a cluster isn't offered, which is said above the first request, and why where somebody asks.
    expect(await page.getByText('Run on').count()).toBe(0)
    const why = page.locator('.notification-list-item', { hasText: /needs a desktop.*⁂/ }).first()
    await vscode.until(async () => {
      await page
        .locator('.codelens-decoration a', { hasText: /web page alone.*⁂/ })
        .first()
        .click()
      await vscode.command('Notifications: Show Notifications')
    }, why)
    await vscode.command('Notifications: Clear All Notifications')
    await why.waitFor({ state: 'detached' })
    await vscode.command('Patchbay: Add a cluster …⁂')
    await vscode.until(() => vscode.command('Notifications: Show Notifications'), why)
    // The library that finds what is wrong knows no editor, and speaks its language all the same.
    await vscode.until(
      () => vscode.command('Problems: Focus on Problems View'),
      page.locator('.markers-panel', { hasText: /has no "qury" here.*⁂/ }).first(),
    )
    await picture('web-problems')
    await remove()
  })
})
