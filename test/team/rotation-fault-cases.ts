import { createCore, Secret } from '@patchbay/core'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { dyingAt, hurriedClock, type Moment } from './dying-at.ts'
import { runOf, type Team } from './open-team.ts'

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

/**
 * A rotation stopped at one of its calls and taken up by another process.
 * @returns whether the first process died at all: past the last call there is nothing to stop.
 */
const stopAndTakeUp = async (team: Team, at: number, moment: Moment): Promise<boolean> => {
  const core = createCore({ clock: hurriedClock() })
  const { ada, grace, login, connectorWithKey, elastic } = team
  const connector = await connectorWithKey(`fault-${moment.slice(0, 5)}-${at}`)
  const run = runOf(await core.run(ada, 'api-key.rotate', { connector: connector.id }))
  await core.run(grace, 'approval.decide', { run, choice: 'approve' })
  const before = await namesAWorkingKey(team, connector.id)

  const death = dyingAt(at, moment)
  const victim = await login('ada', death.intercept)
  death.arm()
  await core.run(victim, 'approval.execute', { run }).catch((error: unknown) => error)
  await namesAWorkingKey(team, connector.id)

  const state = z.object({ state: z.string() })
  for (let restarts = 0; restarts < 3; restarts++) {
    const answer = await core.run(ada, 'approval.get', { run })
    const { state: name } = state.parse('result' in answer ? answer.result : undefined)
    if (name === 'done') break
    const verb = name === 'approved' ? 'approval.execute' : 'approval.resume'
    await core.run(ada, verb, { run })
  }
  const after = await namesAWorkingKey(team, connector.id)
  expect(after.apiKeyId).not.toBe(before.apiKeyId)
  expect(await liveKeysOf(team, connector.id)).toEqual([after.apiKeyId])
  await elastic.es.indices.refresh({ index: 'patchbay-runs' })
  const log = await elastic.es.search({ index: 'patchbay-runs', size: 1000, query: { match_all: {} } })
  const written = JSON.stringify(log.hits.hits)
  for (const { value } of [before, after]) {
    expect(written).not.toContain(value)
    expect(written).not.toContain(Buffer.from(value, 'base64').toString().split(':')[1])
  }
  return death.died()
}

const everyCall = 200

/** `sample`: one in so many calls is stopped; 1 stops each. */
export const rotationFaultCases = (team: () => Team, sample = 1): void => {
  describe('a rotation whose process dies is finished by another', () => {
    it.each<Moment>(['before it is sent', 'after it was applied'])(
      'at any call, %s',
      async (moment) => {
        let stopped = 0
        for (let at = 1; at < everyCall; at += sample) {
          const died = await stopAndTakeUp(team(), at, moment)
          if (!died) break
          stopped += 1
        }
        // A rotation has far more calls than this: fewer would mean that nothing was stopped.
        expect(stopped).toBeGreaterThan(20 / sample)
      },
      600_000,
    )
  })
}
