import type { StepProgress } from '@patchbay/core'
import { expect, it } from 'vitest'
import { z } from 'zod'
import type { OpenPatchbay } from './open-patchbay.ts'
import { resultOf, runOf } from './open-team.ts'

const shown = z.object({
  state: z.string(),
  steps: z.array(z.object({ name: z.string(), ended: z.boolean() })),
  stepsInAll: z.int().nullable(),
})

/** What people are told of how far a run is must be so. */
export const stepCountCases = (opened: () => OpenPatchbay): void => {
  it('what tells beforehand how many steps it has has as many, each with its number', async () => {
    const { core, ada, connectorWithKey } = opened()
    const { id: connector } = await connectorWithKey('counted')
    const counted: Record<string, number> = {}
    const heard: StepProgress[] = []
    const run = async (name: string, input: object): Promise<string> => {
      heard.length = 0
      const answer = await core.run(
        ada,
        name,
        { connector, ...input },
        { onStep: (step) => heard.push(step) },
      )
      return runOf(answer)
    }
    const count = async (run: string, name: string): Promise<void> => {
      const { state, steps, stepsInAll } = shown.parse(resultOf(await core.run(ada, 'approval.get', { run })))
      expect({ name, state, steps: steps.length }).toEqual({ name, state: 'done', steps: stepsInAll })
      counted[name] = steps.length
    }
    const check = async (name: string, input: object = {}): Promise<void> => {
      const done = await run(name, input)
      await count(done, name)
      const ends = heard.filter(({ phase }) => phase === 'end')
      expect(ends.map(({ number }) => number)).toEqual(ends.map((_, at) => at + 1))
      for (const { inAll } of ends) expect(inAll).toBe(ends.length)
    }
    const collect = async (name: string): Promise<void> => {
      const ready = await run(name, {})
      await core.run(ada, 'api-key.collect', { run: ready })
      await count(ready, name)
    }
    const rules = [{ policy: 'exclude', field: 'status', rule: 'equals', value: 'draft' }]

    await check('api-key.rotate')
    await core.run(ada, 'rules.draft', { connector, rules })
    await check('rules.activate')
    await core.run(ada, 'rules.draft', { connector, rules: [] })
    await check('rules.discard')
    await check('connector.detach-index')
    await check('connector.attach-index', { indexName: 'search-counted-again' })
    await check('connector.set-service-type', { serviceType: 'mongodb' })
    await collect('connector.convert')
    await collect('api-key.rotate')
    await check('connector.delete')
    expect(counted).toEqual({
      'api-key.rotate': 4,
      'rules.activate': 2,
      'rules.discard': 2,
      'connector.detach-index': 2,
      'connector.attach-index': 8,
      'connector.set-service-type': 5,
      'connector.convert': 8,
      'connector.delete': 5,
    })
  })
}
