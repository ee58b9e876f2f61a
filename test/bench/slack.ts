import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { startPracticeWorkspace } from '@patchbay/slack-bot/practice-workspace'
import { z } from 'zod'
import { openWire } from '../fixtures/open-wire.ts'
import { spawnBot, type SpawnedBot, spawnServer } from '../slack/spawn-bot.ts'
import { openTeam } from '../team/open-team.ts'
import type { Figure } from './figure.ts'
import { fillConnectors } from './fill-connectors.ts'

const perSecond = 50
const count = 500
const connectors = 1000

const times = z.array(z.number())

const send = async (order: object): Promise<number[]> => {
  const worker = new Worker(new URL('send-slack-requests.ts', import.meta.url), {
    workerData: { perSecond, count, ...order },
  })
  const [answered] = await once(worker, 'message')
  return times.parse(answered).toSorted((a, b) => a - b)
}

const at = (sorted: readonly number[], share: number): number =>
  Math.round((sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN) * 10) / 10

/** Local Elasticsearch in a thread of its own, with its people. */
const openElasticsearch = async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'patchbay-bench-slack-'))
  const password = 'secret-of-elastic'
  const worker = new Worker(new URL('serve-local.ts', import.meta.url), {
    workerData: { dataDir, password },
  })
  const [url] = z.tuple([z.string()]).parse(await once(worker, 'message'))
  const close = async (): Promise<void> => {
    const gone = once(worker, 'exit')
    worker.postMessage('close')
    await gone
    await rm(dataDir, { recursive: true })
  }
  return { team: await openTeam({ url, password, close }), close }
}

/**
 * How long Slack waits for the acknowledgement of a command, 50 a second, beside a bare Bolt app that does nothing: with
 * Elasticsearch answering, and with it silent. And how long a list in a form takes to be filled.
 */
export const slack = async (): Promise<Figure[]> => {
  const { team, close } = await openElasticsearch()
  const bots: SpawnedBot[] = []
  const workspace = await startPracticeWorkspace({
    people: [{ name: 'ada', realName: 'Ada' }],
    channels: [{ name: 'connectors', topic: 'Requests' }],
  })
  const wire = await openWire(team.url)
  try {
    await fillConnectors(team, connectors)
    const [person] = workspace.people
    const user = person?.id ?? ''
    const channel = workspace.channels[0]?.id ?? ''
    const { signingSecret } = workspace.slack
    const order = { slack: workspace.slack, channel, people: { [user]: 'ada' } }
    const bot = await spawnBot(team, { ...order, url: wire.url })
    const bare = await spawnServer(new URL('serve-bare-bolt.ts', import.meta.url), {
      SIGNING_SECRET: signingSecret,
    })
    bots.push(bot, bare)
    const command = {
      command: '/connectors',
      text: 'list --limit 20',
      user_id: user,
      team_id: workspace.team,
      channel_id: channel,
      trigger_id: 't',
      // Nobody listens there: what is measured has been answered by then.
      response_url: `${workspace.url}/response/none`,
    }
    const suggestion = {
      payload: JSON.stringify({
        type: 'block_suggestion',
        action_id: 'pick.connector',
        block_id: 'field:connector',
        value: 'copy',
        user: { id: user, team_id: workspace.team },
        team: { id: workspace.team },
        view: { private_metadata: '{}' },
      }),
    }
    const to = (url: string, fields: object) => send({ url, signingSecret, fields })
    // Before the compiler has seen the code, nothing counts.
    for (const url of [bare.url, bot.url]) await send({ url, signingSecret, fields: command, count: 100 })
    const bareTimes = await to(bare.url, command)
    const up = await to(bot.url, command)
    const options = await send({ url: bot.url, signingSecret, fields: suggestion, perSecond: 10, count: 100 })
    wire.hang()
    const hung = await to(bot.url, command)
    const beside = { 'bare Bolt p50': at(bareTimes, 0.5), 'bare Bolt p99': at(bareTimes, 0.99) }
    return [
      {
        figure: 'slack.ack-p99-ms',
        value: at(up, 0.99),
        unit: 'ms from request to acknowledgement',
        beside: { p50: at(up, 0.5), ...beside, 'a second': perSecond, requests: count },
      },
      {
        figure: 'slack.ack-p99-hung-ms',
        value: at(hung, 0.99),
        unit: 'ms, Elasticsearch silent',
        beside: { p50: at(hung, 0.5), ...beside, 'a second': perSecond, requests: count },
      },
      {
        figure: 'slack.options-p99-ms',
        value: at(options, 0.99),
        unit: 'ms to fill a list of connectors',
        beside: { p50: at(options, 0.5), connectors, 'a second': 10, requests: 100 },
      },
    ]
  } finally {
    for (const bot of bots) await bot.kill()
    await wire.close()
    await workspace.stop()
    await close()
  }
}
