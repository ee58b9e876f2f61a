import { describe, expect, it } from 'vitest'
import type { Session } from '../deps.ts'
import { PatchbayError } from '../errors.ts'
import type { Answer } from '../operations/create-runner.ts'
import { Secret } from '../secrets/secret.ts'
import { waitForDecision } from './wait-for-decision.ts'

const run = '01KAYW00000000000000000000'
const lost = new PatchbayError('approval.state', 'This run is executing.', { run })

/** A core where others decide and execute: what each look finds, and how each try to go on ends. */
const scripted = (looks: readonly object[], tries: readonly (Answer | Error)[] = []) => {
  const calls: string[] = []
  const [looking, trying] = [[...looks], [...tries]]
  let [now, pauses] = [0, 0]
  const wait = (secrets = {}) =>
    waitForDecision({
      core: {
        run: (_session, name) => {
          calls.push(name)
          if (name === 'approval.get') {
            // The last look is what it stays at.
            const found = looking.length > 1 ? looking.shift() : looking[0]
            return Promise.resolve({ state: 'read', result: found })
          }
          const ended = trying.shift()
          if (ended === undefined) throw new Error(`${name} was not expected.`)
          return ended instanceof Error ? Promise.reject(ended) : Promise.resolve(ended)
        },
      },
      clock: {
        now: () => new Date(now),
        monotonic: () => now,
        sleep: (milliseconds) => {
          now += milliseconds
          pauses += 1
          return pauses > 1000 ? Promise.reject(new Error('It would wait for ever.')) : Promise.resolve()
        },
      },
      // Nothing of a session is looked at: the script stands in for the cluster.
      session: {} as Session,
      run,
      signal: new AbortController().signal,
      onStep: () => {},
      secrets,
    })
  return { calls, wait }
}
const done: Answer = { state: 'done', run, result: { rotated: true } }
const waiting = { state: 'waiting' }
const executing = { state: 'executing', attempt: 1 }

describe('waiting for a decision', () => {
  it('carries out what was approved', async () => {
    const { calls, wait } = scripted([waiting, { state: 'approved' }], [done])
    expect(await wait()).toEqual(done)
    expect(calls).toEqual(['approval.get', 'approval.get', 'approval.execute'])
  })

  it('tells what another executor did', async () => {
    const { calls, wait } = scripted([waiting, executing, { state: 'done', result: { rotated: true } }])
    expect(await wait()).toEqual(done)
    expect(calls).not.toContain('approval.execute')
  })

  it.each(['approval.state', 'run.taken-over', 'run.void'] as const)(
    'goes on when it loses the race: %s',
    async (code) => {
      const { wait } = scripted(
        [{ state: 'approved' }, executing, { state: 'done', result: { rotated: true } }],
        [new PatchbayError(code, 'Another was first.', { run })],
      )
      expect(await wait()).toEqual(done)
    },
  )

  it('starts what policy lets its requester start, and waits for the hours in which it may begin', async () => {
    const opensAt = new Date(10_000).toISOString()
    const { calls, wait } = scripted(
      [{ state: 'approved', waitsFor: 'start' }, { state: 'approved', opensAt }, { state: 'approved' }],
      [{ state: 'read', result: null }, done],
    )
    expect(await wait()).toEqual(done)
    expect(calls.filter((call) => call !== 'approval.get')).toEqual(['approval.start', 'approval.execute'])
  })

  it('leaves to the service what policy leaves to it', async () => {
    const approved = { state: 'approved', executeAs: 'rotator' }
    const { calls, wait } = scripted([
      approved,
      approved,
      executing,
      { state: 'done', result: { rotated: true } },
    ])
    expect(await wait()).toEqual(done)
    expect(calls).not.toContain('approval.execute')
  })

  it('ends where the requester collects, whoever did the rest', async () => {
    const { wait } = scripted([executing, { state: 'ready', waitsFor: 'collect' }])
    expect(await wait()).toEqual({ state: 'ready', run, missing: [] })
  })

  it('gives the input that no log keeps to a run that another executor had to leave', async () => {
    const { calls, wait } = scripted([{ state: 'ready', waitsFor: 'input' }], [done])
    expect(await wait({ 'values.password': new Secret('hunter2') })).toEqual(done)
    expect(calls).toContain('approval.resume')
  })

  it('says why it failed elsewhere, and how to go on', async () => {
    const failed = { state: 'failed', error: { code: 'elasticsearch.timeout', message: 'It took too long.' } }
    await expect(scripted([executing, failed]).wait()).rejects.toMatchObject({
      code: 'run.failed',
      message: expect.stringContaining('It took too long. (elasticsearch.timeout)'),
      next: expect.stringContaining(`patchbay approval resume ${run}`),
    })
  })

  it('goes on by itself once a wait is over, and once nobody is at it any more', async () => {
    const until = new Date(10_000).toISOString()
    const due = scripted([{ ...executing, waitsUntil: until }], [lost, done])
    expect(await due.wait()).toEqual(done)
    const dead = scripted([executing], [done])
    expect(await dead.wait()).toEqual(done)
    expect(dead.calls.filter((name) => name === 'approval.get').length).toBeGreaterThan(20)
  })

  it.each(['rejected', 'withdrawn', 'expired', 'abandoned'])('ends when the request is %s', async (state) => {
    await expect(scripted([waiting, { state }]).wait()).rejects.toMatchObject({
      code: state === 'rejected' ? 'policy.refused' : 'approval.state',
    })
  })
})
