import type { PolicyRule } from '@patchbay/core'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { localSlack } from '../slack/local-slack.ts'
import { lookAtScreens } from '../slack/look-at-screens.ts'
import { runMessages } from '../slack/run-messages.ts'
import { resultOf, runOf } from '../team/open-team.ts'

const shownSchema = z.object({ state: z.string(), steps: z.array(z.unknown()) })

/** Approving and beginning are two choices: policy says at once, at a time, or by whoever asked. */
describe('what was approved in Slack', () => {
  const opened = localSlack()
  const { whisperTo, idOf } = lookAtScreens(opened)
  const { asked, press, messageOf } = runMessages(opened)
  const look = async (run: string) => {
    const { core, grace } = opened().team
    return shownSchema.parse(resultOf(await core.run(grace, 'approval.get', { run })))
  }
  let version = 1
  const setPolicy = async (...rules: PolicyRule[]): Promise<void> => {
    const operations = [{ create: { _id: String((version += 1)) } }, { policy: { rules } }]
    await opened().team.elastic.es.bulk({ index: 'patchbay-policy', operations, refresh: true })
  }
  const rotating: PolicyRule = { operations: ['api-key.rotate'], decision: 'ask' }
  const approve = async (run: string) => press('grace', 'run.approve', { run, says: 'run.approve' })

  it('begins when its requester starts it, where policy leaves that to them, and for nobody else', async () => {
    await setPolicy({ ...rotating, begins: 'by-requester' })
    const { run } = await asked('begins-by-requester')
    await messageOf(run, 'Once approved it begins when its requester starts it')
    await approve(run)
    await messageOf(run, 'approved · ada starts it')
    await press('grace', 'run.start', { run, says: 'run.start' })
    expect(await whisperTo('grace')).toContain('only the requester lets it begin')
    // Another request, asked for and approved after it, has been begun and done meanwhile: bots have looked.
    await setPolicy(
      { ...rotating, connectors: ['begins-by-requester'], begins: 'by-requester' },
      { ...rotating, connectors: ['begins-at-once'] },
    )
    const other = await asked('begins-at-once')
    await approve(other.run)
    await messageOf(other.run, ': done')
    expect(await look(run)).toEqual({ state: 'approved', steps: [] })
    await press('ada', 'run.start', { run, says: 'run.start' })
    await messageOf(run, ': done')
  })

  it('lapses when it is not started in time, and says so', async () => {
    await setPolicy({ ...rotating, begins: 'by-requester' })
    const { run } = await asked('begins-too-late')
    await approve(run)
    await messageOf(run, 'Start it until ')
    // Its time is over now.
    await setPolicy({ ...rotating, begins: 'by-requester', executeWithin: '1s' })
    const message = JSON.stringify(await messageOf(run, ': expired'))
    expect(message).not.toContain('run.start')
    expect(await look(run)).toEqual({ state: 'expired', steps: [] })
  })

  it('waits for the hours in which policy lets it begin', async () => {
    const clock = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString().slice(11, 16)
    await setPolicy({ ...rotating, begins: { zone: 'UTC', from: clock(2), to: clock(3) } })
    const { run } = await asked('begins-at-night')
    await approve(run)
    await messageOf(run, 'Policy lets it begin from ')
    expect(await look(run)).toEqual({ state: 'approved', steps: [] })
    await setPolicy({ ...rotating, begins: { zone: 'UTC', from: clock(-1), to: clock(1) } })
    await messageOf(run, ': done')
  })

  it('has as many votes as policy asks for by risk and by connector', async () => {
    const { team } = opened()
    await setPolicy(
      { operations: ['*'], risk: 'guarded', decision: 'ask', votes: 1 },
      { operations: ['*'], risk: 'irreversible', decision: 'ask', votes: 2 },
      { operations: ['api-key.rotate'], connectors: ['votes-important'], decision: 'ask', votes: 3 },
    )
    const ask = async (name: string, operation: string) => {
      const { id } = await team.connectorWithKey(name)
      return runOf(await team.core.run(team.ada, operation, { connector: id }))
    }
    await messageOf(await ask('votes-guarded', 'api-key.rotate'), '0 of 1 approval')
    const run = await ask('votes-irreversible', 'connector.convert')
    await messageOf(run, '0 of 2 approvals')
    await team.core.run(team.grace, 'approval.decide', { run, choice: 'approve', reason: 'moving out' })
    await messageOf(run, '1 of 2 approvals')
    expect((await look(run)).state).toBe('waiting')
    await messageOf(await ask('votes-important', 'api-key.rotate'), '0 of 3 approvals')
    await team.core.run(team.linus, 'approval.decide', { run, choice: 'approve', reason: 'yes' })
    await messageOf(run, 'the new key can be collected')
  })

  it('was waiting in a message that says from when on the bot itself calls others', async () => {
    const { workspace, startAnother, bot } = opened()
    await setPolicy(rotating)
    await bot.stop()
    const escalate = { after: 3_600_000, to: [idOf('linus'), 'S0ONCALL'], name: 'the on-call team' }
    const another = await startAnother({ reminders: { after: 900_000, escalate } })
    workspace.connect(another.url ?? '')
    const { run } = await asked('calls-others')
    const message = JSON.stringify(await messageOf(run, ' on the bot also calls the on-call team'))
    expect(message).not.toMatch(/"type":"(user|usergroup)"/)
    await another.stop()
  })
})
