import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { lookAtScreens } from '../slack/look-at-screens.ts'
import { openSlackGround, type SlackGround } from '../slack/open-slack-ground.ts'
import { runMessages } from '../slack/run-messages.ts'
import { playSocketMode } from '../slack/play-socket-mode.ts'
import { manualClock } from '../slack/manual-clock.ts'
import { type BotOrder, type SpawnedBot, spawnBot } from '../slack/spawn-bot.ts'
import { openLocalTeam } from '../team/open-local-team.ts'
import { resultOf, runOf } from '../team/open-team.ts'

const races = Number(process.env['PATCHBAY_RUNS'] ?? 1000)
const kills = 5
const lanes = 4
const shownSchema = z.object({ state: z.string(), attempt: z.int(), votes: z.array(z.unknown()) })

describe('bots side by side, on local Elasticsearch', () => {
  let ground: SlackGround
  let close = (): Promise<void> => Promise.resolve()
  beforeAll(async () => {
    const local = await openLocalTeam()
    ground = await openSlackGround(local.team)
    await ground.bot.stop()
    close = async () => {
      await ground.workspace.stop()
      await local.close()
    }
  })
  afterAll(() => close())
  const { messageOf, clickOf } = runMessages(() => ground)
  const { screenOf } = lookAtScreens(() => ground)

  const look = async (run: string) => {
    const { core, grace } = ground.team
    return shownSchema.parse(resultOf(await core.run(grace, 'approval.get', { run })))
  }
  const isDecided = async (run: string): Promise<boolean> => {
    for (let looks = 0; looks < 300; looks += 1) {
      if ((await look(run)).state !== 'waiting') return true
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
    return false
  }
  const ends = (run: string) =>
    expect.poll(async () => (await look(run)).state, { timeout: 90_000, interval: 100 }).toBe('done')

  it(`a bot that is killed between the approval and the execution is replaced by another, ${kills} times`, async () => {
    const { team, workspace, channel } = ground
    const people = Object.fromEntries(
      workspace.people
        .filter(({ name }) => ['ada', 'grace'].includes(name))
        .map(({ id, name }) => [id, name]),
    )
    const order: BotOrder = { url: team.url, slack: workspace.slack, channel, people }
    for (let kill = 0; kill < kills; kill += 1) {
      const first = await spawnBot(team, order)
      workspace.connect(first.url)
      const { id, apiKeyId } = await team.connectorWithKey(`killed-${kill}`)
      const run = runOf(await team.core.run(team.ada, 'api-key.rotate', { connector: id }))
      const message = await messageOf(run, 'waiting')
      await workspace
        .person('grace')
        .click({ channel, ts: String(message['ts']), message }, clickOf('run.approve', run))
      // The click is acknowledged, and the bot dies within the next fractions of a second, each time later.
      await expect.poll(async () => (await look(run)).votes.length, { interval: 2 }).toBe(1)
      await new Promise((resolve) => setTimeout(resolve, kill * 15))
      await first.kill()
      const second = await spawnBot(team, order)
      workspace.connect(second.url)
      await ends(run)
      await messageOf(run, ': done')
      const keys = await team.elastic.es.security.getApiKey({ active_only: true })
      expect(keys.api_keys.filter(({ metadata }) => metadata['run'] === run)).toHaveLength(1)
      const now = await team.ada.es.connector.get({ connector_id: id })
      expect(now.api_key_id).not.toBe(apiKeyId)
      await second.kill()
    }
  })

  it('a bot that is killed after Slack has what it tells a channel is replaced by one that does not tell it again', async () => {
    const { team, workspace, channel, startAnother } = ground
    const people = Object.fromEntries(
      workspace.people.filter(({ name }) => name === 'ada').map(({ id, name }) => [id, name]),
    )
    const asked = { channel, connectors: ['never-told-twice'] }
    await team.core.run(team.ada, 'notice.subscribe', asked)
    const victim = Promise.withResolvers<SpawnedBot>()
    const died = Promise.withResolvers<void>()
    // The answer of Slack reaches nobody any more.
    const slack = await playSocketMode(workspace.slack.apiUrl, {
      'chat.postMessage': async (answer, body) => {
        if (body.includes('never-told-twice')) {
          await (await victim.promise).kill()
          died.resolve()
        }
        return answer
      },
    })
    const { apiUrl } = slack
    victim.resolve(
      await spawnBot(team, { url: team.url, slack: { ...workspace.slack, apiUrl }, channel, people }),
    )
    await died.promise
    const clock = manualClock(new Date(Date.now() + 120_000))
    const second = await startAnother({ clock })
    await clock.asleep()
    const told =
      JSON.stringify(await workspace.messages(channel)).split('hear of trouble here: never').length - 1
    // Beside its blocks the message has its text.
    expect(told).toBe(2)
    await team.core.run(team.ada, 'notice.unsubscribe', asked)
    await second.stop()
    await slack.stop()
  })

  it(
    `in ${races} races of clicks on two bots, each run is executed once`,
    // 10,000 take hours on a small machine: PATCHBAY_RUNS=10000.
    { timeout: 4 * 3_600_000 },
    async () => {
      const { team, workspace, channel, startAnother } = ground
      const bots = [await startAnother(), await startAnother()]
      const { es } = team.elastic
      const rules = [{ operations: ['connector.rename'], decision: 'ask' }]
      await es.bulk({
        index: 'patchbay-policy',
        operations: [{ create: { _id: '2' } }, { policy: { rules } }],
        refresh: true,
      })
      let [begun, inVain] = [0, 0]
      const race = async (connector: string): Promise<void> => {
        const name = `race ${(begun += 1)}`
        const run = runOf(await team.core.run(team.ada, 'connector.rename', { connector, name }))
        const place = { channel, ts: '1', message: { blocks: [] } }
        const click = async (): Promise<void> => {
          const clicks = ['grace', 'linus', 'grace', 'linus'].map(async (who, at) => {
            workspace.connect(bots[at % 2]?.url ?? '')
            const answer = await workspace.person(who).click(place, clickOf('run.approve', run))
            expect(answer.status).toBe(200)
          })
          await Promise.all(clicks)
        }
        await click()
        // Where the machine stands still for seconds clicks run into a deadline: then people click again.
        while (!(await isDecided(run))) {
          inVain += 1
          await click()
        }
        await ends(run)
        expect((await look(run)).attempt).toBe(1)
        const events = await es.mget({
          index: 'patchbay-runs',
          ids: Array.from({ length: 30 }, (_, at) => `${run}/${at + 1}`),
        })
        const all = JSON.stringify(events.docs)
        expect(all.match(/"type":"done"/g)).toHaveLength(1)
      }
      const lane = async (at: number): Promise<void> => {
        const { id } = await team.connectorWithKey(`lane-${at}`)
        while (begun < races) await race(id)
      }
      await Promise.all(Array.from({ length: lanes }, (_, at) => lane(at)))
      for (const bot of bots) await bot.stop()
      const told = ['grace', 'linus'].flatMap((name) => screenOf(name).ephemerals)
      const refused = told.map((one) => JSON.stringify(one)).filter((text) => !text.includes('Too late'))
      // No click is lost: each of the four that came to nothing was answered by a sentence that says why.
      expect(refused.length).toBeGreaterThanOrEqual(4 * inVain)
    },
  )
})
