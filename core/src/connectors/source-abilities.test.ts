import { expect, it } from 'vitest'
import { type CatalogueField, findServiceType, serviceTypes } from '../protocol/service-types.ts'
import { workerAbilities } from '../protocol/worker-abilities.ts'
import { sources } from '../sources/registry.ts'
import { sourceAbilities } from './source-abilities.ts'

/** Values that a field's form refuses to be made up. */
const given: Readonly<Record<string, unknown>> = {
  account_key: Buffer.from('key').toString('base64'),
  blob_endpoint: 'https://blobs.example',
  'redis.database': ['*'],
  service_account_credentials: JSON.stringify({
    type: 'service_account',
    project_id: 'tests',
    client_email: 'reader@tests.example',
    private_key: 'key',
  }),
}

const madeUp = ({ key, type, default_value: byDefault, required, options }: CatalogueField): unknown => {
  const [first] = options
  if (first !== undefined) return byDefault || first.value
  if (type === 'bool') return byDefault === true
  if (type === 'int') return byDefault ?? 1
  if (type === 'list') return [String(byDefault || key)]
  return byDefault || (required ? key : undefined)
}

const valuesFor = (serviceType: string): Record<string, unknown> =>
  Object.fromEntries(
    (findServiceType(serviceType)?.configuration ?? [])
      .map((field) => [field.key, given[`${serviceType}.${field.key}`] ?? given[field.key] ?? madeUp(field)])
      .filter(([, value]) => value !== undefined),
  )

it.each(Object.entries(sources))('knows what our worker does with %s', async (serviceType, load) => {
  const definition = await load()
  const source = definition.open(valuesFor(serviceType))
  expect(workerAbilities(serviceType)).toEqual({
    incremental: source.changes !== undefined,
    documentLevelSecurity: source.identities !== undefined,
    advancedRules: definition.advancedRules === true,
  })
  await source.close()
})

it('says of every kind who can do what, and nothing of our worker where it has no source', () => {
  const postgresql = serviceTypes().get('postgresql')
  const jira = serviceTypes().get('jira')
  if (postgresql === undefined || jira === undefined) throw new Error('The catalogue has lost a kind.')
  expect(sourceAbilities(postgresql)).toEqual({
    incremental: ['Patchbay'],
    documentLevelSecurity: [],
    advancedRules: ['Patchbay', 'Elastic'],
  })
  expect(sourceAbilities(jira)).toMatchObject({ documentLevelSecurity: ['Elastic'] })
})
