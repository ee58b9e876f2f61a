import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { isPatchbayError } from '@patchbay/core'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { localSlack } from '../slack/local-slack.ts'
import { chosen } from '../slack/look-at-screens.ts'
import { manualClock } from '../slack/manual-clock.ts'
import { longest } from '../slack/longest.ts'

describe('notices in Slack', () => {
  const opened = localSlack()
  const es = () => opened().team.elastic.es
  let places = 0
  let channel = ''

  /** Calls Slack's Web API as somebody of the workspace. */
  const slack = async (method: string, body: object, as = 'ada'): Promise<Record<string, never>> => {
    const answer = await fetch(`${opened().workspace.url}/api/${method}`, {
      method: 'POST',
      headers: { authorization: `Bearer xoxp-practice-${as}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    return answer.json() as Promise<Record<string, never>>
  }
  /** A channel of each test's own, which the bot is invited to, or not yet. */
  const newChannel = async (invite = true): Promise<string> => {
    const made = await slack('conversations.create', { name: `place-${(places += 1)}` })
    const id = String((made['channel'] as { id: string } | undefined)?.id)
    if (invite) await slack('conversations.invite', { channel: id, users: opened().workspace.bot })
    return id
  }
  beforeEach(async () => {
    channel = await newChannel()
    opened().workspace.screens.of(idOf('ada')).ephemerals.splice(0)
  })
  /** Every connector that was made is gone, so that each test has its own problems. */
  afterEach(async () => {
    await es().deleteByQuery({ index: '.elastic-connectors', query: { match_all: {} }, refresh: true })
    const { core, ada } = opened().team
    await core.run(ada, 'notice.unsubscribe', { channel }).catch((error: unknown) => {
      // Nobody had asked, or it was ended.
      if (!isPatchbayError(error) || error.code !== 'input.invalid') throw error
    })
    opened().problems.splice(0)
  })

  const stored = (name: string, more: object = {}) => ({
    name,
    service_type: 'postgresql',
    is_native: true,
    status: 'connected',
    index_name: `search-${name}`,
    last_seen: new Date().toISOString(),
    ...more,
  })
  const failed = (name: string, error = 'no route to the source') =>
    stored(name, { last_sync_status: 'error', last_sync_error: error })
  /** Puts connectors as they are stored, past the API, which would take long for many. */
  const put = async (connectors: readonly ReturnType<typeof stored>[]): Promise<void> => {
    await es().bulk({
      refresh: true,
      operations: connectors.flatMap((connector) => [
        { index: { _index: '.elastic-connectors', _id: `id-${connector.name}` } },
        connector,
      ]),
    })
  }
  const messages = () => opened().workspace.messages(channel)
  /** The messages that say this, once there are so many. */
  const saying = (words: string, count = 1) =>
    vi.waitFor(async () => {
      const found = (await messages()).filter((message) => JSON.stringify(message).includes(words))
      expect(found).toHaveLength(count)
      return found
    }, longest)
  const subscribe = async (words = ''): Promise<void> => {
    await opened().workspace.person('ada').command(`notices subscribe ${words}`, channel)
    await saying('wants to hear of trouble here')
  }
  const idOf = (name: string): string =>
    opened().workspace.people.find((person) => person.name === name)?.id ?? ''
  const whisperTo = (name: string): Promise<string> =>
    vi.waitFor(() => {
      const { ephemerals } = opened().workspace.screens.of(idOf(name))
      expect(ephemerals).not.toHaveLength(0)
      return JSON.stringify(ephemerals.splice(0))
    }, longest)

  it('are one card an incident, edited in its place until it is over', async () => {
    await put([failed('shop'), stored('wiki')])
    await subscribe()
    await saying('One thing is wrong with them now')
    const [card] = await saying('shop')
    await put([failed('shop', 'password rejected')])
    await opened().clock.round()
    expect(await saying('password rejected')).toMatchObject([{ ts: card?.['ts'] }])
    await put([stored('shop')])
    await opened().clock.round()
    expect(await saying('recovered')).toMatchObject([{ ts: card?.['ts'] }])
    // What flaps has its card again.
    await put([failed('shop')])
    await opened().clock.round()
    expect(await saying('came back once')).toMatchObject([{ ts: card?.['ts'] }])
    expect(opened().problems).toEqual([])
  })

  it('have buttons that act with the rights of whoever presses them', async () => {
    await put([failed('shop')])
    await subscribe()
    const [card] = await saying('shop')
    const click = async (name: string, action: string) => {
      const place = { channel, ts: String(card?.['ts']), message: card ?? {} }
      const pressed = { type: 'button', action_id: action, block_id: 'b', value: 'id-shop' }
      const screen = opened().workspace.screens.of(idOf(name))
      screen.modals.splice(0)
      await opened().workspace.person(name).click(place, pressed)
      return vi.waitFor(() => {
        const shown = JSON.stringify(screen.modals.at(-1))
        expect(shown).not.toContain('Looking')
        expect(shown).toBeDefined()
        return shown
      }, longest)
    }
    expect(await click('grace', 'quick:connector.health')).toContain('Its last sync failed: no route')
    expect(await click('eve', 'quick:connector.health')).toContain('privilege.missing')
    expect(await click('nobody', 'quick:sync.start')).toContain('Nobody knows which user')
    expect(await click('ada', 'quick:connector.delete')).toContain('Ask for approval')
    expect(await click('ada', 'quick:cluster.setup')).toContain("can't be started from Slack")
  })

  it('go on after a restart, and are one card however many bots look', async () => {
    await put([failed('shop')])
    await subscribe()
    const [card] = await saying('shop')
    const clocks = [manualClock(), manualClock()]
    const others = await Promise.all(clocks.map((clock) => opened().startAnother({ clock })))
    await put([failed('shop', 'password rejected'), failed('blog')])
    await Promise.all([opened().clock, ...clocks].map((clock) => clock.round()))
    await saying('blog')
    expect(await saying('password rejected')).toMatchObject([{ ts: card?.['ts'] }])
    await Promise.all(others.map((bot) => bot.stop()))
    const last = manualClock(new Date(Date.now() + 3_600_000))
    const restarted = await opened().startAnother({ clock: last })
    await put([stored('shop'), stored('blog')])
    await last.round()
    await saying('recovered', 2)
    await restarted.stop()
    expect(opened().problems).toEqual([])
  })

  it('are posted by another bot when one died while it posted, and not before', async () => {
    await put([failed('shop')])
    const bot = opened().clock
    const place = { index: 'patchbay-state', id: `notice-board:${channel}`, refresh: true }
    const card = {
      key: 'sync-failed:id-shop',
      code: 'sync-failed',
      grade: 'bad',
      of: [{ connector: 'id-shop', name: 'shop', what: 'its last sync failed' }],
      count: 1,
      peak: 1,
      next: '',
      since: bot.now().toISOString(),
      closed: null,
      unwatched: false,
      returns: 0,
      posting: bot.now().toISOString(),
      ts: null,
      drawn: '',
      over: false,
      dismissed: false,
    }
    await es().index({ ...place, document: { kind: 'notice-board', value: { cards: [card] } } })
    await subscribe()
    await saying('One thing is wrong with them now')
    expect(JSON.stringify(await messages())).not.toContain('no route to the source')
    await bot.round(2 * 60_000)
    await saying('no route to the source')
  })

  it('are found again when a bot died after it posted, and posted by nobody else', async () => {
    await put([failed('shop')])
    await subscribe()
    const [card] = await saying('no route to the source')
    const place = { index: 'patchbay-state', id: `notice-board:${channel}`, refresh: true }
    const { _source: board } = await es().get<{ value: { cards: object[] } }>(place)
    const cards = board?.value.cards.map((one) => ({ ...one, ts: null, drawn: '' }))
    await es().index({ ...place, document: { kind: 'notice-board', value: { ...board?.value, cards } } })
    await put([failed('shop', 'password rejected')])
    await opened().clock.round(2 * 60_000)
    expect(await saying('password rejected')).toMatchObject([{ ts: card?.['ts'] }])
    await saying('no route to the source', 0)
  })

  it('stay away when somebody deleted them, until it is wrong again', async () => {
    await put([failed('shop')])
    await subscribe()
    const [card] = await saying('no route to the source')
    await fetch(`${opened().workspace.url}/api/chat.delete`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${opened().workspace.slack.token}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify({ channel, ts: card?.['ts'] }),
    })
    await put([failed('shop', 'password rejected')])
    await opened().clock.round()
    await opened().clock.round()
    expect(JSON.stringify(await messages())).not.toContain('password rejected')
    await put([stored('shop')])
    await opened().clock.round()
    await put([failed('shop')])
    await opened().clock.round()
    await saying('no route to the source')
  })

  it('are muted from a card for a time, and come back after it', async () => {
    await put([failed('shop'), stored('lone', { status: 'error', error: 'disk full' })])
    await subscribe()
    await saying('disk full')
    const [card] = await saying('no route to the source')
    const screen = opened().workspace.screens.of(idOf('ada'))
    screen.modals.splice(0)
    const ada = opened().workspace.person('ada')
    const place = { channel, ts: String(card?.['ts']), message: card ?? {} }
    const value = 'sync-failed:id-shop'
    await ada.click(place, { type: 'button', action_id: 'notice.mute', block_id: 'b', value })
    const form = await vi.waitFor(() => {
      expect(JSON.stringify(screen.modals.at(-1))).toContain('everything about shop')
      return screen.modals.at(-1) ?? { id: '' }
    }, longest)
    await ada.submit(form, { what: chosen('problem'), until: chosen('1h') })
    await saying('wants to hear nothing of sync failed of shop here')
    expect(await saying('· muted')).toMatchObject([{ ts: card?.['ts'] }])
    await put([failed('shop', 'password rejected')])
    await opened().clock.round(30 * 60_000)
    expect(JSON.stringify(await messages())).not.toContain('password rejected')
    await ada.command('notices', channel)
    expect(await whisperTo('ada')).toContain('but not of sync failed of id-shop')
    await opened().clock.round(31 * 60_000)
    await saying('password rejected')
    expect(JSON.stringify(await messages())).not.toContain('came back')
  })

  it('are muted by a command, until it is over or until somebody wants to hear again', async () => {
    await put([failed('shop'), failed('wiki')])
    const ada = opened().workspace.person('ada')
    await ada.command('notices mute shop over', channel)
    await saying('wants to hear nothing of shop here')
    await opened().workspace.person('eve').command('notices mute wiki', channel)
    expect(await whisperTo('eve')).toContain('privilege.missing')
    await subscribe()
    await saying('wiki')
    expect(JSON.stringify(await messages())).not.toContain('id-shop')
    await put([stored('shop')])
    await opened().clock.round()
    // It was over, so the next one is told.
    await put([failed('shop', 'disk full')])
    await opened().clock.round()
    await saying('disk full')
    await ada.command('notices mute wiki 2d', channel)
    await saying('· muted')
    await ada.command('notices unmute wiki', channel)
    await saying('wants to hear again of wiki')
    await saying('· muted', 0)
    await ada.command('notices unmute wiki', channel)
    expect(await whisperTo('ada')).toContain('Nothing like that is muted here.')
  })

  it('do not flood: a thousand connectors with the same problem are one card', async () => {
    await put(Array.from({ length: 1000 }, (_, at) => failed(`mass-${at}`)))
    await put([stored('lone', { status: 'error', error: 'disk full' })])
    await subscribe()
    await saying('1,000 connectors')
    await saying('disk full')
    expect(await messages()).toHaveLength(3)
    await put(Array.from({ length: 990 }, (_, at) => stored(`mass-${at}`)))
    await opened().clock.round()
    await saying('10 connectors')
    expect(await messages()).toHaveLength(3)
  })

  it('are about what was asked for, with the rights of who asked, and end when nobody asks', async () => {
    await put([
      failed('prod-shop'),
      failed('test-shop'),
      stored('prod-key', { status: 'connected', last_seen: '2020-01-01T00:00:00Z' }),
    ])
    await subscribe('prod-* --severity bad')
    await saying('prod-shop')
    expect(JSON.stringify(await messages())).not.toMatch(/test-shop|prod-key/)
    await opened().workspace.person('eve').command('notices subscribe', channel)
    expect(await whisperTo('eve')).toContain('privilege.missing')
    await opened().workspace.person('ada').command('notices', channel)
    expect(await whisperTo('ada')).toContain('prod-*: only what has failed (as ada sees it)')
    await opened().workspace.person('grace').command('notices unsubscribe', channel)
    await saying('wants no more notices here')
    await saying('does not watch it any more')
  })

  it('are asked for and ended outside Slack as well, and the channel is told of it once', async () => {
    const { core, ada, linus } = opened().team
    await put([failed('shop'), failed('wiki')])
    await core.run(linus, 'notice.subscribe', { channel, connectors: ['shop'] })
    await opened().clock.round()
    await saying('wants to hear of trouble here: shop')
    await saying('asked for outside Slack')
    await saying('no route to the source')
    await opened().clock.round()
    await saying('asked for outside Slack')
    await opened().workspace.person('ada').command('notices list', channel)
    const { ephemerals } = opened().workspace.screens.of(idOf('ada'))
    await vi.waitFor(() => expect(JSON.stringify(ephemerals)).toContain('(as linus sees it)'), longest)
    await core.run(ada, 'notice.unsubscribe', { channel, connectors: ['shop'] })
    await opened().clock.round()
    await saying('No more notices here about shop')
    await saying('does not watch it any more')
    await opened().clock.round()
    await saying('ended outside Slack')
    expect(opened().problems).toEqual([])
  })

  it('are none of what the configuration keeps from Slack, where it does', async () => {
    const { workspace, bot, startAnother } = opened()
    const strict = await startAnother({ clock: manualClock(), allow: ['connector.*', 'notice.list'] })
    workspace.connect(strict.url ?? '')
    for (const words of ['subscribe', 'digest 08:00', 'unsubscribe']) {
      await workspace.person('ada').command(`notices ${words}`, channel)
      expect(await whisperTo('ada')).toContain("can't be started from Slack")
    }
    await workspace.person('ada').command('notices list', channel)
    expect(await whisperTo('ada')).toContain('hears of nothing yet')
    workspace.connect(bot.url ?? '')
    await strict.stop()
  })

  it('say when the one whose rights they go by has lost them', async () => {
    await put([failed('shop')])
    await subscribe()
    await saying('shop')
    const { roles } = (await es().security.getUser({ username: 'ada' }))['ada'] ?? { roles: [] }
    await es().security.putUser({ username: 'ada', roles: ['only-looks'], refresh: true })
    await opened().clock.round()
    expect(JSON.stringify(await saying('Connectors as ada'))).toContain('privilege')
    expect(JSON.stringify(await messages())).not.toContain('recovered')
    await es().security.putUser({ username: 'ada', roles, refresh: true })
    await opened().clock.round()
    await saying('recovered')
  })

  it('name the channel that lacks the bot, and how it is invited', async () => {
    const lonely = await newChannel(false)
    await opened().workspace.person('ada').command('notices subscribe', lonely)
    expect(await whisperTo('ada')).toContain('Type /invite @Patchbay here')
    const configured = [{ channel: lonely, as: 'ada' }]
    const bot = await opened().startAnother({ clock: manualClock(), notices: configured })
    await vi.waitFor(() => expect(opened().problems.join()).toContain('lacks the bot'), longest)
    expect(opened().problems.join()).toContain(`#place-${places} (${lonely})`)
    await bot.stop()
  })

  it('wait when Slack says that it is too much, and lose nothing', async () => {
    const { workspace } = opened()
    let refuse = true
    const readBody = async (request: IncomingMessage): Promise<string> => {
      let body = ''
      for await (const chunk of request.setEncoding('utf8')) body += String(chunk)
      return body
    }
    let refused = 0
    const gate = createServer((request, response) => {
      void readBody(request).then(async (body) => {
        if (refuse && request.url?.endsWith('chat.postMessage')) {
          refused += 1
          response.writeHead(429, { 'retry-after': '90' }).end()
          return
        }
        const { authorization = '', 'content-type': type = '' } = request.headers
        const headers = { authorization, 'content-type': type }
        const answer = await fetch(`${workspace.url}${request.url ?? ''}`, { method: 'POST', headers, body })
        response.writeHead(answer.status, { 'content-type': 'application/json' }).end(await answer.text())
      })
    })
    await new Promise<void>((resolve) => gate.listen(0, '127.0.0.1', resolve))
    const { port } = gate.address() as AddressInfo
    await put(['a', 'b', 'c'].map((name) => failed(name)))
    const clock = manualClock()
    const apiUrl = `http://127.0.0.1:${port}/api/`
    const notices = [{ channel, as: 'ada' }]
    const bot = await opened().startAnother({ clock, notices, slack: { ...workspace.slack, apiUrl } })
    await clock.asleep()
    expect(refused).toBe(1)
    await clock.round()
    // Left alone for as long as Slack wants.
    expect(refused).toBe(1)
    refuse = false
    await clock.round()
    await saying('sync failed', 3)
    await bot.stop()
    gate.close()
    expect(opened().problems).toEqual([])
  })
})
