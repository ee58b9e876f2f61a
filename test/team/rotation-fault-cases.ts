import { createCore, Secret, type Session } from '@patchbay/core'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { type Death, dyingAt, hurriedClock, isWrite, moments } from './dying-at.ts'
import { resultOf, runOf, sayingWhy, type Team } from './open-team.ts'

const secretSchema = z.object({ value: z.string() })
const keyed = z.object({ api_key_id: z.string(), api_key_secret_id: z.string() })

/** The connector names a key and a secret that work together: true at every moment of a rotation. */
const namesAWorkingKey = async (
  team: Team,
  connector: string,
): Promise<{ apiKeyId: string; value: string }> => {
  const { elastic } = team
  const { api_key_id: apiKeyId, api_key_secret_id: secretId } = keyed.parse(
    await elastic.es.connector.get({ connector_id: connector }),
  )
  const { value } = secretSchema.parse(
    await elastic.es.transport.request({ method: 'GET', path: `/_connector/_secret/${secretId}` }),
  )
  const answer = await elastic.connectAs(new Secret(value)).security.authenticate()
  expect(answer.api_key?.id).toBe(apiKeyId)
  return { apiKeyId, value }
}

const liveKeysOf = async ({ elastic }: Team, connector: string): Promise<string[]> => {
  const { api_keys: keys } = await elastic.es.security.getApiKey()
  return keys.flatMap((key) => (key.metadata['connector'] === connector && !key.invalidated ? [key.id] : []))
}

const state = z.object({ state: z.string() })
let names = 0

/**
 * A rotation whose processes die one after the other, each at a call of its own, and which the last one finishes.
 * @returns how many of them died: past its last call there is nothing to stop.
 */
const stopAndTakeUp = async (team: Team, ...deaths: Death[]): Promise<number> => {
  const core = sayingWhy(createCore({ clock: hurriedClock() }))
  const { ada, grace, login, connectorWithKey, elastic } = team
  const connector = await connectorWithKey(`fault-${(names += 1)}`)
  const run = runOf(await core.run(ada, 'api-key.rotate', { connector: connector.id }))
  await core.run(grace, 'approval.decide', { run, choice: 'approve' })
  const before = await namesAWorkingKey(team, connector.id)

  const goOn = async (session: Session): Promise<void> => {
    const { state: name } = state.parse(resultOf(await core.run(ada, 'approval.get', { run })))
    if (name === 'done') return
    await core.run(session, name === 'approved' ? 'approval.execute' : 'approval.resume', { run })
  }
  let died = 0
  for (const planned of deaths) {
    const death = dyingAt(planned)
    const victim = await login('ada', death.intercept)
    death.arm()
    await goOn(victim).catch((error: unknown) => error)
    await namesAWorkingKey(team, connector.id)
    if (death.died()) died += 1
  }
  for (let restarts = 0; restarts < 3; restarts++) await goOn(ada)
  const after = await namesAWorkingKey(team, connector.id)
  expect(after.apiKeyId).not.toBe(before.apiKeyId)
  expect(await liveKeysOf(team, connector.id)).toEqual([after.apiKeyId])
  await elastic.es.indices.refresh({ index: 'patchbay-runs' })
  const log = await elastic.es.search({ index: 'patchbay-runs', size: 1000, query: { term: { run } } })
  expect(log.hits.hits).not.toEqual([])
  const written = JSON.stringify(log.hits.hits)
  for (const { value } of [before, after]) {
    expect(written).not.toContain(value)
    expect(written).not.toContain(Buffer.from(value, 'base64').toString().split(':')[1])
  }
  return died
}

const everyCall = 200

/** `sample`: one in so many calls is stopped; 1 stops each. */
export const rotationFaultCases = (team: () => Team, sample = 1): void => {
  describe('a rotation whose process dies is finished by another', () => {
    it.each(moments)(
      'at any call, %s',
      async (moment) => {
        let stopped = 0
        for (let at = 1; at < everyCall; at += sample) {
          if ((await stopAndTakeUp(team(), { at, moment })) === 0) break
          stopped += 1
        }
        // A rotation has far more calls than this: fewer would mean that nothing was stopped.
        expect(stopped).toBeGreaterThan(20 / sample)
      },
      600_000,
    )
  })
}

/** Two processes die, one after the other, each after any of its writes; `sample` as above. */
export const doubleRotationFaultCases = (team: () => Team, sample = 1): void => {
  it('a rotation of which two processes die is finished by a third, whatever they had written', async () => {
    const death = (at: number): Death => ({ at, moment: 'after it was applied', counts: isWrite })
    let pairs = 0
    for (let first = 1; first < everyCall; first += sample) {
      let died = 0
      for (let second = 1; second < everyCall; second += sample) {
        died = await stopAndTakeUp(team(), death(first), death(second))
        if (died < 2) break
        pairs += 1
      }
      if (died === 0) break
    }
    // A rotation has six steps, each with a beginning and an end in the log: that many writes in any case.
    expect(pairs).toBeGreaterThan((12 / sample) * (6 / sample))
  }, 3_600_000)
}
