import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { errors } from '@elastic/elasticsearch'
import { Secret } from '@patchbay/core'
import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openChromium, whyNoChromium } from '../fixtures/open-chromium.ts'
import { manualClock } from '../slack/manual-clock.ts'
import { openSlackGround, type SlackGround } from '../slack/open-slack-ground.ts'
import { openLocalTeam } from '../team/open-local-team.ts'

const why = whyNoChromium()
// Where the pictures of the README come from: PATCHBAY_SCREENSHOTS=slack-bot/screenshots.
const pictures = process.env['PATCHBAY_SCREENSHOTS']

describe.skipIf(why !== undefined)('the practice workspace in a browser', () => {
  let ground: SlackGround
  let renamingFails = false
  const escalate = { after: 7_200_000, to: ['S0ONCALL'], name: 'the on-call team' }
  const reminders = { after: 900_000, escalate }
  let browser: Browser
  let page: Page
  let close = (): Promise<void> => Promise.resolve()

  beforeAll(async () => {
    const local = await openLocalTeam()
    ground = await openSlackGround(local.team, {
      reminders,
      intercept: ({ path }, send) =>
        renamingFails && path.endsWith('/_name')
          ? Promise.reject(new errors.ConnectionError('the connection was reset'))
          : send(),
    })
    browser = await openChromium()
    page = await browser.newPage({ viewport: { width: 1180, height: 760 }, colorScheme: 'light' })
    page.setDefaultTimeout(60_000)
    page.on('pageerror', (error) => ground.problems.push(`page: ${error.message}`))
    close = async () => {
      await browser.close()
      await ground.close()
      await local.close()
    }
  })
  afterAll(() => close())
  // One that failed leaves the page anywhere, which says nothing of the next.
  beforeEach(async () => {
    await page.unrouteAll({ behavior: 'ignoreErrors' })
    await page.goto(ground.workspace.url)
    await page.locator('#composer').waitFor()
  })
  afterEach(async ({ task }) => {
    if (task.result?.state !== 'fail') return
    console.error(`On the screen of "${task.name}":\n${await page.locator('body').innerText()}`)
  })

  const picture = async (name: string): Promise<void> => {
    if (pictures === undefined) return
    await mkdir(pictures, { recursive: true })
    await page.screenshot({ path: join(pictures, `${name}.png`) })
  }
  const inView = async (place: Locator): Promise<void> => {
    await place.waitFor()
    if (pictures !== undefined) await place.scrollIntoViewIfNeeded()
  }
  const become = (name: string) => page.getByRole('button', { name }).first().click()
  const type = async (text: string) => {
    await page.locator('#composer').fill(text)
    await page.locator('#composer').press('Enter')
  }

  it('carries a rotation from one person to another, and the old key is refused', async () => {
    const made = await ground.team.connectorWithKey('products')
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
    await page.locator('main').getByText('Approved by').waitFor()
    await page.locator('main strong + span', { hasText: 'done' }).waitFor()
    await page.locator('button.thread').click()
    await page.locator('aside').getByText('The run is done.').waitFor()
    await picture('done')

    const now = await ground.team.ada.es.connector.get({ connector_id: made.id })
    expect(now.api_key_id).not.toBe(made.apiKeyId)
    const old = await ground.team.elastic.es.security.getApiKey({ id: made.apiKeyId })
    expect(old.api_keys[0]?.invalidated).toBe(true)
    expect(ground.problems).toEqual([])
  })

  it('does what somebody means who is quicker than the page', async () => {
    await page.route('**/state*', async (route) => {
      await sleep(500)
      await route.continue()
    })
    const said = async (channel: string) =>
      (await ground.workspace.messages(channel)).map(({ text, user }) => `${String(user)}: ${String(text)}`)
    const idOf = (name: string) => ground.workspace.people.find((one) => one.name === name)?.id ?? ''
    const alerts = page.getByRole('button', { name: '# alerts' })
    await become('Ada')
    await become('Grace')
    await alerts.click()
    await type('seen, thanks')
    await page.locator('article', { hasText: 'seen, thanks' }).waitFor()
    expect(await said(ground.alerts)).toEqual([`${idOf('grace')}: seen, thanks`])
    await alerts.and(page.locator('[aria-pressed=true]')).waitFor()

    // A press lasts a tenth of a second, in which other messages come.
    await page.getByRole('button', { name: '# connectors' }).click()
    await page.locator('[data-action="run.details"]').last().hover()
    await page.mouse.down()
    await ground.workspace.say('ada', ground.channel, 'one moment')
    await page.locator('article', { hasText: 'one moment' }).waitFor()
    await page.mouse.up()
    await page.locator('.modal').getByText('digest').waitFor()
    await page.keyboard.press('Escape')
    await page.locator('.modal').waitFor({ state: 'detached' })
  })

  it('says what could not be done, until somebody has seen it or it can be done again', async () => {
    const alert = page.getByRole('alert')
    const gone = () => alert.waitFor({ state: 'detached' })
    await page.route('**/act', (route) =>
      route.fulfill({ status: 400, body: 'This form is no longer there.' }),
    )
    await type('/connectors whoami')
    await alert.getByText('This form is no longer there.').waitFor()
    expect(await page.locator('#composer').inputValue()).toBe('/connectors whoami')
    await alert.getByRole('button', { name: 'Dismiss' }).click()
    await gone()
    const send = page.getByRole('button', { name: 'Send' })
    await send.click()
    await alert.waitFor()
    await page.unroute('**/act')

    // The bot is not there; once it is again, nobody has to dismiss that.
    ground.workspace.connect('http://127.0.0.1:9/')
    await send.click()
    await alert.getByText('The bot does not answer').waitFor()
    ground.workspace.connect(ground.bot.url ?? '')
    await send.click()
    await gone()

    await page.route('**/state*', (route) => route.abort())
    await ground.workspace.say('ada', ground.alerts, 'anybody here?')
    await alert.getByText('The practice workspace does not answer').waitFor()
    await page.unroute('**/state*')
    await gone()
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
    await main.getByText('24 connectors').first().waitFor()
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
    await inView(main.getByText('Show requests'))
    await picture('digest')

    await ground.team.core.run(
      ground.team.ada,
      'api-key.rotate',
      { connector: 'products' },
      { reason: 'key was in a log' },
    )
    await page.getByRole('button', { name: '# connectors' }).click()
    await main.getByText('key was in a log').waitFor()
    const hours = manualClock(new Date(Date.now() + 3_600_000))
    const reminder = await ground.startAnother({ clock: hours })
    await hours.round(3_600_000)
    await hours.round(3_600_000)
    await reminder.stop()
    await main.locator('article', { hasText: 'key was in a log' }).locator('button.thread').click()
    await inView(page.locator('aside').getByText('@S0ONCALL'))
    await picture('reminder')
    expect(ground.problems).toEqual([])
  })

  it('draws a home tab for each person, with what waits and how the connectors are', async () => {
    await putConnectors(connector('wiki', failed))
    await become('Grace')
    await page.getByRole('button', { name: 'Patchbay' }).click()
    await page.getByText('You work here as').waitFor()
    await page.getByText('3 of 4 completed').waitFor()
    const readFrom = (place: Locator) => place.evaluate((element) => element.scrollTop)
    expect(await readFrom(page.locator('.home'))).toBe(0)
    await page.getByText('waiting · asked by ada').waitFor()
    await inView(page.getByText('You work here as'))
    await picture('home')
    await inView(page.getByText('3 of 4 completed'))
    await picture('home-connectors')
    await page.locator('[data-action="home.approve"]').first().click()
    await page.locator('.modal').getByText('connector secret').waitFor()
    await picture('home-approve')
    await page.keyboard.press('Escape')
    expect(await page.locator('.home').innerText()).toContain('3 of 4 completed')
    await page.getByRole('button', { name: '# connectors' }).click()
    await page.locator('main article').first().waitFor()
    expect(await readFrom(page.locator('main .messages'))).toBeGreaterThan(0)
  })

  it('has a way on for each state of a request: start, resume, collect, give, and why', async () => {
    const { core, ada, elastic } = ground.team
    const rules = [
      { operations: ['*'], risk: 'guarded', decision: 'ask' },
      { operations: ['*'], risk: 'irreversible', decision: 'ask' },
      { operations: ['connector.configure'], decision: 'ask' },
      { operations: ['connector.rename'], decision: 'ask', begins: 'by-requester' },
    ]
    const operations = [{ create: { _id: '2' } }, { policy: { rules } }]
    await elastic.es.bulk({ index: 'patchbay-policy', operations, refresh: true })
    const main = page.locator('main')
    /** The newest button of that name, pressed as somebody once it is there. */
    const press = async (who: string, action: string) => {
      await become(who)
      await main.locator(`[data-action="${action}"]`).last().click()
    }
    const give = async (words: string) => {
      await page.locator('.modal textarea, .modal input').last().fill(words)
      await page.locator('.modal button[type=submit]').click()
    }
    await core.run(ada, 'connector.rename', { connector: 'shop', name: 'shop-eu' }, { reason: 'moved' })
    await main.getByText('Once approved it begins when its requester starts it').waitFor()
    await press('Grace', 'run.approve')
    await main.locator('[data-action="run.start"]').waitFor()
    await picture('start')
    renamingFails = true
    await press('Ada', 'run.start')
    await main.locator('[data-action="run.resume"]').waitFor()
    await inView(main.locator('[data-action="run.resume"]'))
    await picture('stopped')
    renamingFails = false
    await press('Ada', 'run.resume')
    await main.locator('[data-action="run.resume"]').waitFor({ state: 'detached' })

    await core.run(ada, 'connector.convert', { connector: 'products' }, { reason: 'moving out' })
    await main.locator('[data-action="run.approve.why"]').waitFor()
    await press('Grace', 'run.approve.why')
    await page.locator('.modal').getByText('say why it is right').waitFor()
    await picture('approve')
    await give('agreed with the owners')
    await page.locator('.modal').getByText('Your vote is counted').waitFor()
    await page.keyboard.press('Escape')
    await main.locator('[data-action="run.collect"]').waitFor()
    await picture('collect')
    await press('Ada', 'run.collect')
    await page.locator('.modal code, .modal pre').last().waitFor()
    await picture('key')
    await page.keyboard.press('Escape')

    const values = { password: new Secret('canary-4711') }
    await core.run(ada, 'connector.configure', { connector: 'shop-eu', values }, { reason: 'rotated there' })
    await main.getByText('rotated there').waitFor()
    await press('Grace', 'run.approve')
    await main.locator('[data-action="run.secret"]').waitFor()
    await press('Ada', 'run.secret')
    await page.locator('.modal').getByText('Go on').waitFor()
    await picture('secret')
    await give('canary-4711')
    await page.locator('.modal').getByText('It went on').waitFor()
    await page.keyboard.press('Escape')

    await core.run(ada, 'connector.rename', { connector: 'shop-eu', name: 'shop' }, { reason: 'moved back' })
    await main.getByText('moved back').waitFor()
    await press('Grace', 'run.reject')
    await page.locator('.modal').getByText('Everybody in the channel sees it.').waitFor()
    await give('wait for Monday')
    await main.getByText('wait for Monday').waitFor()
    await page.keyboard.press('Escape')
    await picture('rejected')
    expect(await main.innerText()).not.toContain('canary')
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
    await page.getByRole('button', { name: 'Link me …' }).click()
    await page.locator('.modal input').fill('linus')
    await page.locator('.modal button[type=submit]').click()
    await page.locator('.modal').getByText('Confirm that you are linus').waitFor()
    await page.keyboard.press('Escape')
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
