import { stateStore } from '@patchbay/core'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { localSlack } from '../slack/local-slack.ts'
import { lookAtScreens } from '../slack/look-at-screens.ts'
import { playSocketMode, type SocketModeSlack } from '../slack/play-socket-mode.ts'
import { runMessages } from '../slack/run-messages.ts'
import { resultOf } from '../team/open-team.ts'
import { longest } from '../slack/longest.ts'

const messageSchema = z.looseObject({ over: z.boolean() })

/** Messages of requests whose memory in the cluster got lost, in whole or in part. */
describe('messages of requests', () => {
  const opened = localSlack()
  const { whisperTo } = lookAtScreens(opened)
  const { asked, press, messageOf, clickOf } = runMessages(opened)
  const es = () => opened().team.elastic.es
  const remembered = (run: string) => ({ index: 'patchbay-state', id: `message:${run}` })
  const messagesOf = async (run: string) =>
    (await opened().workspace.messages(opened().channel)).filter((one) =>
      JSON.stringify(one).includes(`run-${run}`),
    )
  const isKnown = async (run: string): Promise<void> => {
    const { found, _source } = await es().get<{ value: { ts?: string } }>(remembered(run))
    expect(found && _source?.value.ts).toBeTruthy()
  }
  const stateOf = async (run: string) => {
    const { core, grace } = opened().team
    return resultOf(await core.run(grace, 'approval.get', { run }))
  }

  it('of which nothing is remembered are found again in the channel', async () => {
    const { run } = await asked('lost-record')
    await es().delete({ ...remembered(run), refresh: true })
    await vi.waitFor(() => isKnown(run), longest)
    expect(await messagesOf(run)).toHaveLength(1)
    await press('grace', 'run.approve', { run, says: 'run.approve' })
    await messageOf(run, ': done')
  })

  it('that a bot posted and did not live to remember are found again, and posted by nobody else', async () => {
    const { run } = await asked('lost-bot')
    const [before] = await messagesOf(run)
    const { _source } = await es().get<{ value: object }>(remembered(run))
    const value = { ..._source?.value, ts: undefined, posting: new Date(0).toISOString() }
    await es().index({ ...remembered(run), document: { kind: 'message', value }, refresh: true })
    await vi.waitFor(() => isKnown(run), longest)
    const after = await messagesOf(run)
    expect(after).toHaveLength(1)
    expect(after[0]?.['ts']).toBe(before?.['ts'])
  })

  it('about a connector that is gone say so and have no buttons; "Working …" does not stay on them', async () => {
    const { run, connector } = await asked('lost-connector')
    const message = await messageOf(run, 'run.approve')
    await opened().team.ada.es.connector.delete({ connector_id: connector })
    const place = { channel: opened().channel, ts: String(message['ts']), message }
    await opened().workspace.person('grace').click(place, clickOf('run.approve', run))
    expect(await whisperTo('grace')).toContain('target.not-found')
    await vi.waitFor(async () => {
      const all = await opened().workspace.messages(opened().channel)
      const drawn = JSON.stringify(all.find(({ ts }) => ts === message['ts']))
      expect(drawn).toContain('can no longer be decided')
      expect(drawn).not.toMatch(/"type":"button"|Working/)
    }, longest)
  })

  it('from which a run is unknown are as they were after a click, with a private sentence', async () => {
    const { run } = await asked('lost-run')
    const message = await messageOf(run, 'run.approve')
    const text = JSON.stringify(message).replaceAll(run, '01ARZ3NDEKTSV4RRFFQ69G5FAV')
    const unknown = JSON.parse(text) as Record<string, unknown>
    const place = { channel: opened().channel, ts: String(message['ts']), message: unknown }
    await opened()
      .workspace.person('grace')
      .click(place, clickOf('run.approve', '01ARZ3NDEKTSV4RRFFQ69G5FAV'))
    expect(await whisperTo('grace')).toContain('There is no run')
    await vi.waitFor(async () => {
      const all = await opened().workspace.messages(opened().channel)
      expect(JSON.stringify(all.find(({ ts }) => ts === message['ts']))).not.toContain('Working …')
    }, longest)
  })

  it('that are open are found among thousands that are over', async () => {
    const { run } = await asked('lost-in-the-crowd')
    const { _source } = await es().get<{ value: unknown }>(remembered(run))
    const value = messageSchema.parse(_source?.value)
    const store = stateStore(opened().session.es, {
      kind: 'message',
      schema: messageSchema,
      isDone: ({ over }) => over,
    })
    for (let of = 0; of < 11; of += 1) {
      const ids = Array.from({ length: 100 }, (_, at) => `00000000000000000000${1000 + of * 100 + at}`)
      await Promise.all(ids.map((id) => store.create(id, { ...value, over: true })))
    }
    await vi.waitFor(async () => {
      const open = await store.list()
      expect(open.map(({ id }) => id)).toContain(run)
      expect(open.every((one) => !one.value.over)).toBe(true)
    }, longest)
  })

  describe('where the app may not read its channel', () => {
    let slack: SocketModeSlack
    let stop = (): Promise<void> => Promise.resolve()
    beforeAll(async () => {
      const { workspace, startAnother, bot } = opened()
      await bot.stop()
      slack = await playSocketMode(workspace.slack.apiUrl, {
        'conversations.history': () => ({ ok: false, error: 'missing_scope' }),
      })
      const another = await startAnother({ slack: { ...workspace.slack, apiUrl: slack.apiUrl } })
      workspace.connect(another.url ?? '')
      stop = async () => {
        await another.stop()
        await slack.stop()
      }
    })
    afterAll(() => stop())

    it('are posted once more, and a click in either makes both show what happens', async () => {
      const { run } = await asked('lost-twice')
      const [first] = await messagesOf(run)
      await es().delete({ ...remembered(run), refresh: true })
      await vi.waitFor(async () => expect(await messagesOf(run)).toHaveLength(2), longest)
      await vi.waitFor(() => isKnown(run), longest)
      const place = { channel: opened().channel, ts: String(first?.['ts']), message: first ?? {} }
      await opened().workspace.person('grace').click(place, clickOf('run.approve', run))
      await vi.waitFor(async () => {
        for (const one of await messagesOf(run)) expect(JSON.stringify(one)).toContain(': done')
      }, longest)
      expect(await messagesOf(run)).toHaveLength(2)
      expect(await stateOf(run)).toMatchObject({ attempt: 1 })
    })
  })
})
