import { expect } from 'vitest'
import { z } from 'zod'
import { type Fault, faultCases } from './fault-cases.ts'
import { type OpenPatchbay, textIn } from './open-patchbay.ts'

const listed = z.object({
  items: z.array(z.object({ id: z.string(), index: z.string().nullish() })),
  total: z.number(),
})

/** As the API has them, which is never a second behind. */
const connectorsNamed = async ({ elastic }: OpenPatchbay, name: string) => {
  await elastic.es.indices.refresh({ index: '.elastic-connectors-v1' })
  const { results } = await elastic.es.connector.list({ size: 1000 })
  return (results ?? []).filter((connector) => connector.name === name)
}

const make = async ({ call, ada }: OpenPatchbay, name: string) =>
  textIn(await call(ada, 'connector.create', { serviceType: 'dir', name }), 'id')

const faults: Fault[] = [
  {
    operation: 'connector.create',
    prepare: (_patchbay, name) => Promise.resolve({ serviceType: 'dir', name }),
    check: async (patchbay, name) => {
      const [connector, ...others] = await connectorsNamed(patchbay, name)
      expect(others).toEqual([])
      expect(connector).toMatchObject({
        index_name: `connector-${name}`,
        status: 'needs_configuration',
        service_type: 'dir',
      })
      expect(await patchbay.elastic.es.indices.exists({ index: `connector-${name}` })).toBe(true)
    },
  },
  {
    operation: 'connector.configure',
    prepare: async (patchbay, name) => ({
      connector: await make(patchbay, name),
      values: { directory: '/data' },
    }),
    check: async (patchbay, name) => {
      const [connector] = await connectorsNamed(patchbay, name)
      expect(connector).toMatchObject({
        status: 'configured',
        configuration: { directory: { value: '/data' } },
      })
    },
  },
  {
    operation: 'sync.start',
    prepare: async (patchbay, name) => {
      const connector = await make(patchbay, name)
      await patchbay.call(patchbay.ada, 'connector.configure', { connector, values: { directory: '/data' } })
      return { connector }
    },
    check: async ({ call, ada }, name) => {
      const jobs = listed.parse(await call(ada, 'sync.list', { connector: name }))
      expect(jobs.total).toBe(1)
    },
  },
  {
    operation: 'connector.attach-index',
    prepare: async (patchbay, name) => {
      const { id } = await patchbay.connectorWithKey(name)
      return { connector: id, indexName: `${name}-next` }
    },
    check: async ({ elastic, ...patchbay }, name) => {
      const [connector] = await connectorsNamed({ elastic, ...patchbay }, name)
      expect(connector).toMatchObject({ index_name: `search-${name}-next`, is_native: true })
      const { api_keys: keys } = await elastic.es.security.getApiKey({ active_only: true })
      const own = keys.filter(({ name: key }) => key.startsWith(`search-${name}`))
      // One key is left, the one that the connector names.
      expect(own.map(({ id }) => id)).toEqual([connector?.api_key_id])
    },
  },
  {
    operation: 'connector.stagger',
    prepare: async (patchbay, name) => {
      const ids = [await make(patchbay, name), await make(patchbay, `${name}-too`)]
      return { connectors: ids.join(','), every: 'day at 2' }
    },
    check: async (patchbay, name) => {
      const crons = await Promise.all(
        [name, `${name}-too`].map(async (one) => {
          const [connector] = await connectorsNamed(patchbay, one)
          return connector?.scheduling.full
        }),
      )
      expect(crons).toEqual([
        { enabled: true, interval: '0 0 2 * * ?' },
        { enabled: true, interval: '0 30 2 * * ?' },
      ])
    },
  },
  {
    operation: 'connector.delete-many',
    prepare: async (patchbay, name) => {
      const others = await patchbay.connectorWithKey(`${name}-too`)
      return { connectors: `${await make(patchbay, name)},${others.id}`, withIndex: true }
    },
    check: async (patchbay, name) => {
      for (const one of [name, `${name}-too`]) expect(await connectorsNamed(patchbay, one)).toEqual([])
      for (const index of [`connector-${name}`, `search-${name}-too`])
        expect(await patchbay.elastic.es.indices.exists({ index })).toBe(false)
      const { api_keys: keys } = await patchbay.elastic.es.security.getApiKey({ active_only: true })
      expect(keys.filter(({ name: key }) => key.startsWith(`search-${name}-too`))).toEqual([])
    },
  },
  {
    operation: 'connector.delete',
    prepare: async (patchbay, name) => ({ connector: await make(patchbay, name), withIndex: true }),
    check: async (patchbay, name) => {
      expect(await connectorsNamed(patchbay, name)).toEqual([])
      expect(await patchbay.elastic.es.indices.exists({ index: `connector-${name}` })).toBe(false)
    },
  },
]

/** `sample`: one in so many calls is stopped; 1 stops each. */
export const connectorFaultCases = (opened: () => OpenPatchbay, sample = 1): void =>
  faultCases(opened, { what: 'an operation', faults, sample })
