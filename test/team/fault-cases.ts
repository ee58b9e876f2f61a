import { createCore } from '@patchbay/core'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { dyingAt, hurriedClock, type Moment, moments } from './dying-at.ts'
import type { OpenPatchbay } from './open-patchbay.ts'

/** An operation that changes something, and what must hold once it is done, however often it was begun. */
export interface Fault {
  operation: string
  /** Makes what it acts on. */
  prepare(patchbay: OpenPatchbay, name: string): Promise<object>
  check(patchbay: OpenPatchbay, name: string): Promise<void>
}

const found = z.object({ hits: z.object({ hits: z.array(z.object({ _id: z.string() })) }) })
const shown = z.object({ state: z.string() })

/** The run that was asked for last. */
const newestRun = async ({ elastic }: OpenPatchbay): Promise<string | undefined> => {
  await elastic.es.indices.refresh({ index: 'patchbay-runs' })
  const { hits } = found.parse(
    await elastic.es.search({
      index: 'patchbay-runs',
      query: { term: { 'event.type': 'requested' } },
      sort: [{ '@timestamp': 'desc' }],
      size: 1,
    }),
  ).hits
  return hits[0]?._id.replace(/\/1$/, '')
}

/** Goes on with the run that the dead process left, or asks again when it left none. */
const takeUp = async (
  patchbay: OpenPatchbay,
  ask: { operation: string; input: object; before: string | undefined },
) => {
  const core = createCore({ clock: hurriedClock() })
  const run = await newestRun(patchbay)
  if (run === ask.before) {
    await core.run(patchbay.ada, ask.operation, ask.input)
    return
  }
  const { state } = shown.parse(await patchbay.call(patchbay.ada, 'approval.get', { run }))
  if (state === 'done') return
  await core.run(patchbay.ada, state === 'cleared' ? 'approval.execute' : 'approval.resume', { run })
}

/** @returns whether the process died at all: past the last call there is nothing to stop. */
const stopAndTakeUp = async (
  patchbay: OpenPatchbay,
  fault: Fault,
  { at, moment }: { at: number; moment: Moment },
): Promise<boolean> => {
  const name = `fault-${fault.operation.replace('.', '-')}-${moments.indexOf(moment)}-${at}`
  const { operation } = fault
  const input = await fault.prepare(patchbay, name)
  const before = await newestRun(patchbay)
  const death = dyingAt({ at, moment })
  const victim = await patchbay.login('ada', death.intercept)
  death.arm()
  await createCore()
    .run(victim, fault.operation, input)
    .catch((error: unknown) => error)
  if (death.died()) await takeUp(patchbay, { operation, input, before })
  await fault.check(patchbay, name)
  return death.died()
}

const everyCall = 100

/** Each operation is stopped at its calls and taken up; `sample`: one in so many is stopped, 1 stops each. */
export const faultCases = (
  opened: () => OpenPatchbay,
  { what, faults, sample }: { what: string; faults: readonly Fault[]; sample: number },
): void => {
  describe(`${what} whose process dies is finished by another`, () => {
    const cases = faults.flatMap((fault) =>
      moments.map((moment) => ({ fault, moment, operation: fault.operation })),
    )
    it.each(cases)(
      '$operation, at any call, $moment',
      async ({ fault, moment }) => {
        let stopped = 0
        for (let at = 1; at < everyCall; at += sample) {
          const died = await stopAndTakeUp(opened(), fault, { at, moment })
          if (!died) break
          stopped += 1
        }
        // Each makes more calls than this: fewer would mean that nothing was stopped.
        expect(stopped).toBeGreaterThan(8 / sample)
      },
      600_000,
    )
  })
}
