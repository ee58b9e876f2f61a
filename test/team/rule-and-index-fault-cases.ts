import { expect } from 'vitest'
import { type Fault, faultCases } from './fault-cases.ts'
import { type OpenPatchbay, textIn } from './open-patchbay.ts'

const make = async ({ call, ada }: OpenPatchbay, name: string, serviceType = 'dir'): Promise<string> =>
  textIn(
    await call(ada, 'connector.create', { serviceType, name, indexName: `search-${name}`, managed: false }),
    'id',
  )

const filled = async (patchbay: OpenPatchbay, name: string): Promise<string> => {
  const index = `search-${name}`
  await patchbay.elastic.es.index({ index, document: { a: 1 }, refresh: true })
  return index
}

const rules = [{ policy: 'exclude', field: 'name', rule: 'ends_with', value: '.tmp' }]

const faults: Fault[] = [
  {
    operation: 'rules.add',
    prepare: async (patchbay, name) => {
      const connector = await make(patchbay, name)
      await patchbay.call(patchbay.ada, 'rules.draft', { connector, rules })
      return { connector, policy: 'include', field: 'name', rule: 'equals', value: 'a.tmp', place: 1 }
    },
    check: async ({ call, ada }, name) => {
      // Once, whoever had written it already.
      expect(await call(ada, 'rules.get', { connector: name })).toMatchObject({
        active: { rules: [] },
        draft: { rules: [{ value: 'a.tmp' }, { value: '.tmp' }] },
      })
    },
  },
  {
    operation: 'rules.activate',
    prepare: async (patchbay, name) => {
      const connector = await make(patchbay, name)
      await patchbay.call(patchbay.ada, 'rules.draft', { connector, rules })
      return { connector }
    },
    check: async ({ call, ada }, name) => {
      expect(await call(ada, 'rules.get', { connector: name })).toMatchObject({
        active: { rules },
        draft: null,
      })
    },
  },
  {
    operation: 'rules.discard',
    prepare: async (patchbay, name) => {
      const connector = await make(patchbay, name)
      await patchbay.call(patchbay.ada, 'rules.draft', { connector, rules })
      return { connector }
    },
    check: async ({ call, ada }, name) => {
      expect(await call(ada, 'rules.get', { connector: name })).toMatchObject({
        active: { rules: [] },
        draft: null,
      })
    },
  },
  {
    operation: 'access.enable',
    prepare: async (patchbay, name) => ({ connector: await make(patchbay, name, 'github') }),
    check: async ({ call, ada }, name) => {
      expect(await call(ada, 'access.list', { connector: name })).toMatchObject({
        documentLevelSecurity: true,
      })
    },
  },
  {
    operation: 'index.clean',
    prepare: async (patchbay, name) => ({ index: await filled(patchbay, name) }),
    check: async ({ elastic }, name) => {
      expect(await elastic.es.count({ index: `search-${name}` })).toMatchObject({ count: 0 })
    },
  },
  {
    operation: 'index.delete',
    prepare: async (patchbay, name) => ({ index: await filled(patchbay, name) }),
    check: async ({ elastic }, name) => {
      expect(await elastic.es.indices.exists({ index: `search-${name}` })).toBe(false)
    },
  },
]

/** `sample`: one in so many calls is stopped; 1 stops each. */
export const ruleAndIndexFaultCases = (opened: () => OpenPatchbay, sample: number): void =>
  faultCases(opened, { what: 'a change of rules, access or an index', faults, sample })
