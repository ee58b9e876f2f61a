import { z } from 'zod'
import type { Cluster } from '../deps.ts'
import { PatchbayError } from '../errors.ts'
import { counted } from '../lib/counted.ts'
import { defineOperation, type RunContext } from '../operations/define-operation.ts'
import { toManageConnectors } from '../privileges/connector-privileges.ts'
import { allOf, type Required } from '../privileges/required.ts'
import { Secret } from '../secrets/secret.ts'
import { failureOfOne } from '../steps/failure-of-one.ts'
import { type AppliedEntry, type AppliedFile, appliedFile, fileBasis } from './applied-file.ts'
import { attachIndex } from './attach-index.ts'
import { entryLabel } from '../protocol/connector-file.ts'
import { createConnector } from './create-connector.ts'
import { callsFor, checkApply, planApply } from './plan-apply.ts'

const input = z.strictObject({
  file: z
    .string()
    .min(1)
    .describe('connectors as YAML, as `connector export` writes them')
    .meta({ file: true }),
  secrets: z
    .record(z.string(), z.instanceof(Secret))
    .default({})
    .describe('values that the file leaves out, by connector and field: products.password')
    .meta({ sensitive: true }),
})

/** What each difference needs; secrets have no part in it. */
const privileges = (file: AppliedFile | undefined, cluster: Cluster): Required =>
  allOf(
    toManageConnectors(cluster.version),
    ...(file?.entries ?? []).flatMap((one) =>
      callsFor(one, { cluster }, { secrets: {} }).flatMap((call) => {
        const inner = [createConnector, attachIndex].find(({ name }) => name === call.operation)
        return inner === undefined ? [] : [inner.privileges(call.input, one.connector, cluster)]
      }),
    ),
  )

const created = z.object({ id: z.string() })
/** Stands in the log; `name`: what tells it apart in its file. */
type Chosen = { name: string; calls: string[] }

/** The calls for one connector, in order; whatever of them is done already is not done again. */
const applyOne = async (
  context: RunContext,
  one: AppliedEntry,
  { calls: chosen, secrets }: { calls: readonly string[]; secrets: Readonly<Record<string, Secret>> },
): Promise<string> => {
  const every = callsFor(one, context, { secrets, all: true })
  let { id } = one.connector
  for (const label of chosen) {
    const call = every.find((other) => labelOf(other) === label)
    if (call === undefined) continue
    const { key } = one.entry
    const of = call.part === undefined ? key : `${key}/${call.part}`
    if (call.operation === createConnector.name)
      id = created.parse(await context.call<unknown>(call.operation, call.input, of)).id
    else await context.call(call.operation, { ...call.input, connector: id }, of)
  }
  return id
}

const labelOf = ({ operation, part }: { operation: string; part?: string }): string =>
  part === undefined ? operation : `${operation} ${part}`

/** What policy goes by. */
const judged = { name: 'connector.apply', title: 'Apply a file of connectors', risk: 'guarded' } as const

export const applyConnectors = defineOperation({
  ...judged,
  version: 1,
  summary: 'Makes connectors as a YAML file wants them: creates what is missing, changes what differs.',
  skipsEmpty: true,
  input,
  target: appliedFile,
  basis: fileBasis,
  privileges: (_input, file, cluster) => privileges(file, cluster),
  validate:
    (deps) =>
    (context, { secrets }, file) =>
      checkApply(deps, context, { operation: judged, file, secrets }),
  plan:
    (deps) =>
    (context, { secrets }, file) =>
      planApply(deps, context, { file, secrets }),
  run:
    () =>
    async (context, { secrets }, file) => {
      // Chosen once: whoever takes this run up goes through the same list, though some of it no longer differs.
      const { chosen } = await context.step('choose', {
        run: async () => ({
          chosen: file.entries.flatMap((one): Chosen[] => {
            const calls = callsFor(one, context, { secrets }).map(labelOf)
            return calls.length === 0 ? [] : [{ name: one.entry.key, calls }]
          }),
        }),
      })
      const applied: { name: string; connector: string; calls: string[] }[] = []
      const failed: string[] = []
      for (const { name, calls } of chosen) {
        const one = file.entries.find(({ entry }) => entry.key === name)
        if (one === undefined) continue
        try {
          applied.push({
            name: one.entry.name,
            connector: await applyOne(context, one, { calls, secrets }),
            calls,
          })
        } catch (error) {
          failed.push(`${entryLabel(one.entry)}: ${failureOfOne(error).message}`)
        }
      }
      if (failed.length > 0) {
        const others = file.entries.length - failed.length
        throw new PatchbayError(
          'run.failed',
          `${counted(others, 'connector')} of ${file.entries.length} as the file wants them. ${failed.join(' ')}`,
          {
            next: 'Put right what it names.',
          },
        )
      }
      return { applied, alike: file.entries.length - applied.length }
    },
})
