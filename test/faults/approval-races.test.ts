import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { createCore, type Session, systemClock } from '@patchbay/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { openLocalTeam } from '../team/open-local-team.ts'
import { resultOf, runOf, type Team, teamPassword } from '../team/open-team.ts'

const racers = 4
const inProcesses = Number(process.env['PATCHBAY_RUNS'] ?? 200)
const inProcess = Number(process.env['PATCHBAY_RUNS'] ?? 10_000)
const hours = 3 * 3_600_000

const saidSchema = z.object({ run: z.string(), ended: z.string(), renames: z.int() })
const shown = z.object({ state: z.string(), attempt: z.int() })
const made = z.object({ id: z.string() })

/** A process that executes what it is told, one run after the other. */
const startRacer = async (url: string) => {
  const child = spawn(
    process.execPath,
    [fileURLToPath(new URL('approval-racer.ts', import.meta.url)), url, 'ada', teamPassword],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  )
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const next = async (): Promise<string> => {
    const { value, done } = await lines.next()
    if (done === true) throw new Error('A racer has died.')
    return value
  }
  await next()
  return {
    async execute(run: string) {
      child.stdin.write(`${run}\n`)
      return saidSchema.parse(JSON.parse(await next()))
    },
    stop: () => child.stdin.end(),
  }
}

describe('an approved request that several executors want', () => {
  let opened: { team: Team; close: () => Promise<void> } | undefined
  let connector = ''
  const team = (): Team => {
    if (opened === undefined) throw new Error('Local Elasticsearch has not started.')
    return opened.team
  }
  beforeAll(async () => {
    opened = await openLocalTeam()
    const { core, elastic, grace, ada } = opened.team
    const rules = [{ operations: ['connector.rename', 'policy.set'], decision: 'ask' }]
    const run = runOf(await core.run(elastic, 'policy.set', { policy: { rules } }))
    await core.run(grace, 'approval.decide', { run, choice: 'approve' })
    await core.run(elastic, 'approval.execute', { run })
    connector = made.parse(resultOf(await core.run(ada, 'connector.create', { serviceType: 'dir' }))).id
  })
  afterAll(() => opened?.close())

  const approved = async (name: string): Promise<string> => {
    const { core, ada, grace } = team()
    const run = runOf(await core.run(ada, 'connector.rename', { connector, name }))
    await core.run(grace, 'approval.decide', { run, choice: 'approve' })
    return run
  }
  /** Done once: at the first attempt, by one of them. */
  const verdict = async (run: string, renames: number): Promise<string | undefined> => {
    const { core, grace } = team()
    const { state, attempt } = shown.parse(resultOf(await core.run(grace, 'approval.get', { run })))
    return state === 'done' && attempt === 1 && renames === 1
      ? undefined
      : `${run} is ${state} after ${attempt} attempts and ${renames} writes`
  }

  it(`is executed once in ${inProcesses} races of ${racers} processes`, { timeout: hours }, async () => {
    const processes = await Promise.all(Array.from({ length: racers }, () => startRacer(team().url)))
    const wrong: string[] = []
    for (let race = 0; race < inProcesses; race += 1) {
      const run = await approved(`raced by processes ${race}`)
      const said = await Promise.all(processes.map((racer) => racer.execute(run)))
      const problem = await verdict(
        run,
        said.reduce((sum, { renames }) => sum + renames, 0),
      )
      if (problem !== undefined) wrong.push(problem)
    }
    for (const racer of processes) racer.stop()
    expect(wrong).toEqual([])
  })

  it(`is executed once in ${inProcess} races in one process`, { timeout: hours }, async () => {
    const { login } = team()
    const sleep: typeof systemClock.sleep = (_milliseconds, signal) => systemClock.sleep(5, signal)
    const core = createCore({ clock: { ...systemClock, sleep } })
    let renames = 0
    const counting = () =>
      login('ada', (call, send) => {
        if (call.method === 'PUT' && call.path.endsWith('/_name')) renames += 1
        return send()
      })
    const sessions: Session[] = await Promise.all(Array.from({ length: racers }, counting))
    const wrong: string[] = []
    for (let race = 0; race < inProcess; race += 1) {
      const run = await approved(`raced in process ${race}`)
      renames = 0
      await Promise.allSettled(sessions.map((session) => core.run(session, 'approval.execute', { run })))
      const problem = await verdict(run, renames)
      if (problem !== undefined) wrong.push(problem)
    }
    expect(wrong).toEqual([])
  })
})
