import { createCore, isPatchbayError, Secret, type Session } from '@patchbay/core'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { dyingAt, hurriedClock, type Moment, moments } from './dying-at.ts'
import { resultOf, runOf, sayingWhy, type Team } from './open-team.ts'

const shown = z.object({ state: z.string() })
const delivered = z.object({ apiKeyId: z.string(), apiKey: z.instanceof(Secret) })
const document = z.object({ is_native: z.boolean(), api_key_id: z.string() })

const liveKeysOf = async ({ elastic }: Team, connector: string): Promise<string[]> => {
  const { api_keys: keys } = await elastic.es.security.getApiKey()
  return keys.flatMap((key) => (key.metadata['connector'] === connector && !key.invalidated ? [key.id] : []))
}

/** Goes on with the run in the one way that its state allows; the delivered key when it is done. */
const goOn = async (core: Team['core'], session: Session, run: string): Promise<unknown> => {
  const { state } = shown.parse(resultOf(await core.run(session, 'approval.get', { run })))
  if (state === 'approved') {
    await core.run(session, 'approval.execute', { run })
    return undefined
  }
  const collect = async () => resultOf(await core.run(session, 'api-key.collect', { run }))
  if (state === 'ready') return collect()
  try {
    await core.run(session, 'approval.resume', { run })
    return undefined
  } catch (error) {
    // Collecting had begun: it goes on as collecting.
    if (isPatchbayError(error) && error.code === 'approval.state') return collect()
    throw error
  }
}

/** A conversion stopped at one of its calls, while it is executed or while its key is collected, and finished by another. */
const stopAndFinish = async (team: Team, at: number, moment: Moment): Promise<boolean> => {
  const core = sayingWhy(createCore({ clock: hurriedClock() }))
  const { ada, grace, elastic, login, connectorWithKey } = team
  const connector = await connectorWithKey(`convert-${moments.indexOf(moment)}-${at}`)
  const run = runOf(await core.run(ada, 'connector.convert', { connector: connector.id }))
  await core.run(grace, 'approval.decide', { run, choice: 'approve' })

  const namesALiveKey = async () => {
    const named = document.parse(await elastic.es.connector.get({ connector_id: connector.id }))
    expect(await liveKeysOf(team, connector.id)).toContain(named.api_key_id)
    return named
  }
  const death = dyingAt({ at, moment })
  const victim = await login('ada', death.intercept)
  death.arm()
  let handed: unknown
  try {
    await core.run(victim, 'approval.execute', { run })
    handed = resultOf(await core.run(victim, 'api-key.collect', { run }))
  } catch {
    // It died: what matters is what others find.
  }
  await namesALiveKey()
  for (let restarts = 0; restarts < 4 && handed === undefined; restarts++) {
    // The last event can stand although its writer died: then the key was never seen, and is made by a rotation.
    const { state } = shown.parse(resultOf(await core.run(ada, 'approval.get', { run })))
    if (state === 'done') break
    handed = await goOn(core, ada, run)
    await namesALiveKey()
  }

  const named = await namesALiveKey()
  expect(named.is_native).toBe(false)
  expect(await liveKeysOf(team, connector.id)).toEqual([named.api_key_id])
  await expect(elastic.es.connector.secretGet({ id: connector.secretId })).rejects.toMatchObject({
    status: 404,
  })
  if (handed !== undefined) {
    const { apiKeyId, apiKey } = delivered.parse(handed)
    expect(apiKeyId).toBe(named.api_key_id)
    expect((await elastic.connectAs(apiKey).security.authenticate()).api_key?.id).toBe(apiKeyId)
  }
  return death.died()
}

const everyCall = 200

/** `sample`: one in so many calls is stopped; 1 stops each. */
export const conversionFaultCases = (team: () => Team, sample = 1): void => {
  describe('a conversion whose process dies is finished by another', () => {
    it.each(moments)(
      'at any call, %s',
      async (moment) => {
        let stopped = 0
        for (let at = 1; at < everyCall; at += sample) {
          if (!(await stopAndFinish(team(), at, moment))) break
          stopped += 1
        }
        // A conversion has far more calls than this: fewer would mean that nothing was stopped.
        expect(stopped).toBeGreaterThan(20 / sample)
      },
      600_000,
    )
  })
}
