import { z } from 'zod'
import { PatchbayError } from '../errors.ts'
import { defineOperation, type RunContext } from '../operations/define-operation.ts'
import { allOf, type Required } from '../privileges/required.ts'
import { checkRunAs } from './check-run-as.ts'
import { contentPatterns } from './content-patterns.ts'
import { ensureIndex } from './ensure-index.ts'
import { ensurePipeline } from './ensure-pipeline.ts'
import { ensurePolicy } from './ensure-policy.ts'
import { ensureRole } from './ensure-role.ts'
import type { Ensured } from './ensured.ts'
import { issueServiceKey, type ServiceKey } from './issue-service-key.ts'
import { patchbayIndices } from './patchbay-indices.ts'
import { patchbayRoles } from './patchbay-roles.ts'
import { serviceGrants, services } from './service-grants.ts'
import { stampPipelineId } from '../protocol/patchbay-indices.ts'

const input = z.strictObject({
  service: z.enum(services).optional().describe('also make the API key of this service, and show it once'),
  runAs: z
    .array(z.string().min(1))
    .default([])
    .describe('people whom the bot may act as; only with service bot'),
  indices: z
    .array(z.string().min(1))
    .min(1)
    .optional()
    .describe(
      'index names, with *, that connectors of operators may write to: search-*, content-*, connector-* by default',
    ),
  policy: z
    .enum(['ask', 'now'])
    .optional()
    .describe(
      'set this policy: ask for an approval of dangerous operations, or do them now (for one person alone)',
    ),
})
type Input = z.infer<typeof input>

interface SetUp {
  items: { what: string; state: Ensured }[]
  service?: ServiceKey
}

const privileges = ({ service }: Pick<Input, 'service'>, version: string): Required =>
  allOf(
    {
      cluster: ['manage_security', 'manage_ingest_pipelines'],
      index: [{ names: patchbayIndices.map(({ name }) => name), privileges: ['all'] }],
    },
    ...(service === undefined ? [] : [serviceGrants(service, version)]),
  )

const setUp = async (context: RunContext, { indices: asked, policy }: Input): Promise<SetUp['items']> => {
  const { es, cluster } = context
  const indices = await contentPatterns(es, asked)
  const parts: [what: string, make: () => Promise<Ensured>][] = [
    [`pipeline ${stampPipelineId}`, () => ensurePipeline(es)],
    ...patchbayIndices.map((index): [string, () => Promise<Ensured>] => [
      `index ${index.name}`,
      () => ensureIndex(es, index),
    ]),
    ...Object.entries(patchbayRoles(cluster.version, indices)).map(
      ([name, grants]): [string, () => Promise<Ensured>] => [
        `role ${name}`,
        () => ensureRole(es, name, { grants, indices }),
      ],
    ),
    ['policy', () => ensurePolicy(es, policy)],
  ]
  const items: SetUp['items'] = []
  for (const [what, make] of parts) {
    const { state } = await context.step(what, { run: async () => ({ state: await make() }) })
    items.push({ what, state })
  }
  return items
}

export const setupCluster = defineOperation({
  name: 'cluster.setup',
  version: 1,
  title: 'Set up cluster',
  summary:
    'Makes what Patchbay needs on a cluster: its indices, roles and first policy. Again: puts right what differs.',
  risk: 'routine',
  beforeSetup: true,
  delivers: true,
  input,
  privileges: (asked, _target, { version }) => privileges(asked ?? {}, version),
  validate:
    () =>
    async (context, { service, runAs }) => {
      if (runAs.length > 0 && service !== 'bot') {
        throw new PatchbayError('input.invalid', 'runAs: only the bot acts as people.', {
          field: 'runAs',
          next: 'Add `--service bot`, or leave it out.',
        })
      }
      if (service !== undefined && context.actor.apiKey !== undefined) {
        throw new PatchbayError(
          'privilege.missing',
          'Elasticsearch lets no API key make keys with privileges.',
          {
            field: 'service',
            next: 'Sign in with the user name and the password of an administrator.',
          },
        )
      }
      await checkRunAs(context.es, runAs)
    },
  plan:
    () =>
    async (context, { service, runAs, indices, policy }) => ({
      headline: `Set up cluster · ${context.cluster.name}`,
      changes: [
        { what: 'indices', to: patchbayIndices.map(({ name }) => name).join(', ') },
        { what: 'pipeline', to: `${stampPipelineId}: says who wrote each event, and when` },
        { what: 'roles', to: Object.keys(patchbayRoles(context.cluster.version, [])).join(', ') },
        {
          what: 'operators run connectors of',
          to: (await contentPatterns(context.es, indices)).join(', '),
        },
        {
          what: 'policy',
          to: policy === undefined ? 'version 1, where there is none' : `${policy} for dangerous operations`,
        },
        ...(service === undefined
          ? []
          : [{ what: `API key of the ${service}`, to: 'a new one, shown once' }]),
        ...(runAs.length === 0 ? [] : [{ what: 'the bot may act as', to: runAs.join(', ') }]),
      ],
      stays: ['connectors and other indices are not touched'],
    }),
  run:
    () =>
    async (context, asked): Promise<SetUp> => {
      const items = await setUp(context, asked)
      if (asked.service === undefined) return { items }
      return {
        items,
        service: await issueServiceKey(context, { service: asked.service, runAs: asked.runAs }),
      }
    },
})
