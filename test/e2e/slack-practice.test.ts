import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openChromium, whyNoChromium } from '../fixtures/open-chromium.ts'
import { manualClock } from '../slack/manual-clock.ts'
import { openSlackGround, type SlackGround } from '../slack/open-slack-ground.ts'
import { openLocalTeam } from '../team/open-local-team.ts'

const why = whyNoChromium()
// Where the pictures of the README come from: PATCHBAY_SCREENSHOTS=slack-bot/screenshots.
const pictures = process.env['PATCHBAY_SCREENSHOTS']

describe.skipIf(why !== undefined)('the practice workspace in a browser', () => {
  let ground: SlackGround
  let browser: Browser
  let page: Page
  let close = (): Promise<void> => Promise.resolve()

  beforeAll(async () => {
    const local = await openLocalTeam()
    ground = await openSlackGround(local.team)
    browser = await openChromium()
    page = await browser.newPage({ viewport: { width: 1180, height: 760 }, colorScheme: 'light' })
    page.on('pageerror', (error) => ground.problems.push(`page: ${error.message}`))
    close = async () => {
      await browser.close()
      await ground.close()
      await local.close()
    }
  })
  afterAll(() => close())

  const picture = async (name: string): Promise<void> => {
    if (pictures === undefined) return
    await mkdir(pictures, { recursive: true })
    await page.screenshot({ path: join(pictures, `${name}.png`) })
  }
  const become = (name: string) => page.getByRole('button', { name }).first().click()
  const type = async (text: string) => {
    await page.locator('#composer').fill(text)
    await page.locator('#composer').press('Enter')
  }

  it('carries a rotation from one person to another, and the old key is refused', async () => {
    const made = await ground.team.connectorWithKey('products')
    await page.goto(ground.workspace.url)
    await page.getByText('Nothing has been said here yet').waitFor()
    await picture('empty')
    await become('Ada')
    await type('/connectors help')
    await page.getByText('Connectors from Slack').waitFor()
    await picture('help')
    await type('/connectors list')
    await page.getByText('List connectors').waitFor()
    await picture('list')
    await type('/connectors rotat-key products')
    await page.getByText('Did you mean rotate-key?').waitFor()

    await type('/connectors rotate-key products')
    await page.getByText('Ask for approval').waitFor()
    await picture('confirm')
    await page.locator('.modal textarea').fill('quarterly rotation')
    await page.locator('.modal button[type=submit]').click()
    await page.getByText('waiting · 0 of 1 approval').waitFor()
    await page.locator('.modal').getByText('Waits for approval').waitFor()
    await picture('asked')
    await page.keyboard.press('Escape')

    await become('Grace')
    await page.locator('[data-action="run.approve"]').waitFor()
    await picture('request')
    await page.locator('[data-action="run.details"]').click()
    await page.locator('.modal').getByText('digest').waitFor()
    await picture('details')
    await page.keyboard.press('Escape')
    await page.locator('[data-action="run.approve"]').click()
    await page.locator('main').getByText('Approved by').waitFor({ timeout: 15_000 })
    await page.locator('main strong + span', { hasText: 'done' }).waitFor({ timeout: 15_000 })
    await page.locator('button.thread').click()
    await page.locator('aside').getByText('The run is done.').waitFor()
    await picture('done')

    const now = await ground.team.ada.es.connector.get({ connector_id: made.id })
    expect(now.api_key_id).not.toBe(made.apiKeyId)
    const old = await ground.team.elastic.es.security.getApiKey({ id: made.apiKeyId })
    expect(old.api_keys[0]?.invalidated).toBe(true)
    expect(ground.problems).toEqual([])
  })

  it('configures a connector in a form of its service type, whose questions follow the answers', async () => {
    await ground.team.core.run(ground.team.ada, 'connector.create', {
      serviceType: 'postgresql',
      name: 'shop',
    })
    await become('Ada')
    await type('/connectors configure shop')
    await page.locator('.modal').getByText('Host').first().waitFor()
    await picture('configure')
    await page.locator('[name="value:host"]').fill('db.example')
    await page.locator('[name="value:port"]').fill('5432')
    await page.locator('[name="value:ssl_enabled"]').selectOption('true')
    await page.locator('[name="value:ssl_ca"]').waitFor()
    expect(await page.locator('[name="value:host"]').inputValue()).toBe('db.example')
    await picture('configure-dependent')
    await page.keyboard.press('Escape')
  })

  const es = () => ground.team.elastic.es
  /** Connectors and jobs as they are stored, past the API: what is wrong with them takes days to come about. */
  const put = async (index: string, documents: readonly (object & { id: string })[]): Promise<void> => {
    const operations = documents.flatMap(({ id, ...document }) => [
      { index: { _index: index, _id: id } },
      document,
    ])
    await es().bulk({ refresh: true, operations })
  }
  const connector = (name: string, more: object = {}) => ({
    id: `id-${name}`,
    name,
    service_type: 'postgresql',
    is_native: true,
    status: 'connected',
    index_name: `search-${name}`,
    last_seen: new Date().toISOString(),
    last_sync_status: 'completed',
    ...more,
  })
  const failed = {
    last_sync_status: 'error',
    last_sync_error: 'password authentication failed for user "sync"',
  }
  const silent = { last_seen: '2026-01-02T03:04:05Z' }
  const putConnectors = (...connectors: ReturnType<typeof connector>[]) =>
    put('.elastic-connectors', connectors)
  const jobs = (name: string, ...endings: (number | 'error' | 'canceled')[]) =>
    put(
      '.elastic-connectors-sync-jobs',
      endings.map((ending, at) => ({
        id: `${name}-${at}`,
        connector: { id: `id-${name}` },
        job_type: 'full',
        status: typeof ending === 'number' ? 'completed' : ending,
        ...(ending === 'error' ? { error: failed.last_sync_error } : {}),
        created_at: new Date(Date.now() - (endings.length - at) * 600_000).toISOString(),
        indexed_document_count: typeof ending === 'number' ? ending : 0,
      })),
    )

  it('has a card for what is wrong, which tells its end; buttons that act; a digest; reminders in threads', async () => {
    await putConnectors(
      connector('wiki', failed),
      connector('blog', { status: 'error', error: 'disk full' }),
      connector('crm'),
      ...Array.from({ length: 24 }, (_, at) => connector(`zone-${at + 10}`, silent)),
    )
    await jobs('wiki', 4200, 13, 0, 80, 'canceled', 7, 'error', 'error')
    await jobs('crm', 120_000, 310, 290, 0, 18, 440, 75)
    await jobs('blog', 900, 12, 'error', 14)
    await become('Ada')
    await page.getByRole('button', { name: '# alerts' }).click()
    await type('/connectors notices subscribe')
    const main = page.locator('main')
    await main.getByText('24 connectors').first().waitFor({ timeout: 15_000 })
    await main.getByText('disk full').waitFor()
    await picture('notices')
    await main.getByRole('button', { name: 'Health' }).first().click()
    await page.locator('.modal').getByText('in Kibana').waitFor()
    await picture('health')
    await page.keyboard.press('Escape')
    await main.getByRole('button', { name: 'Mute …' }).first().click()
    await page.locator('.modal').getByText('How long').waitFor()
    await picture('mute')
    await page.keyboard.press('Escape')
    await putConnectors(connector('wiki'))
    await ground.clock.round()
    await main.getByText('recovered').waitFor()
    await picture('recovered')

    const morning = new Date(Date.now() + 86_400_000)
    morning.setUTCHours(8, 0, 10, 0)
    const notices = [{ channel: ground.alerts, as: 'ada', digest: { at: '08:00', zone: 'UTC' } }]
    const early = manualClock(morning)
    const teller = await ground.startAnother({ clock: early, notices })
    await early.asleep()
    await teller.stop()
    await main.getByText('Show requests').scrollIntoViewIfNeeded()
    await picture('digest')

    await ground.team.core.run(
      ground.team.ada,
      'api-key.rotate',
      { connector: 'products' },
      { reason: 'key was in a log' },
    )
    await page.getByRole('button', { name: '# connectors' }).click()
    await main.getByText('key was in a log').waitFor({ timeout: 15_000 })
    const grace = ground.workspace.people.find(({ name }) => name === 'grace')?.id ?? ''
    const escalate = { after: 7_200_000, to: [grace] }
    const hours = manualClock(new Date(Date.now() + 3_600_000))
    const reminder = await ground.startAnother({ clock: hours, reminders: { after: 900_000, escalate } })
    await hours.round(3_600_000)
    await hours.round(3_600_000)
    await reminder.stop()
    await page.locator('button.thread').last().click()
    await page.locator('aside').getByText('@Grace').scrollIntoViewIfNeeded()
    await picture('reminder')
    expect(ground.problems).toEqual([])
  })

  it('draws a home tab for each person, with what waits and how the connectors are', async () => {
    await putConnectors(connector('wiki', failed))
    await become('Grace')
    await page.getByRole('button', { name: 'Patchbay' }).click()
    await page.getByText('You work here as').waitFor()
    await page.getByText('waiting · asked by ada').waitFor()
    await page.getByText('You work here as').scrollIntoViewIfNeeded()
    await picture('home')
    await page.getByText('3 of 4 completed').scrollIntoViewIfNeeded()
    await picture('home-connectors')
    await page.locator('[data-action="home.approve"]').first().click()
    await page.locator('.modal').getByText('connector secret').waitFor()
    await picture('home-approve')
    await page.keyboard.press('Escape')
    expect(await page.locator('.home').innerText()).toContain('3 of 4 completed')
    await page.getByRole('button', { name: '# connectors' }).click()
  })

  it('refuses guests and people whom nobody knows, with the way in', async () => {
    await become('Gus')
    await type('/connectors list')
    await page.getByText("can't be worked with by a guest").waitFor()
    expect(await page.getByText('Only visible to you').count()).toBe(1)
    await become('Not linked')
    await type('/connectors list')
    await page.getByText('Nobody knows which user of Elasticsearch you are.').waitFor()
    await picture('unknown')
    await type('/connectors link linus')
    await page.getByText('Confirm that you are linus').waitFor()
    await picture('link')
    await become('Ada')
    await type('/connectors create')
    await page.locator('[name="field:serviceType"]').selectOption('mongodb')
    await picture('create')
    await page.locator('.modal button[type=submit]').click()
    await page.getByText('What usually comes next').waitFor()
    await picture('next')
    await page.keyboard.press('Escape')
    await page.emulateMedia({ colorScheme: 'dark' })
    await become('Grace')
    await picture('dark')
  })
})
