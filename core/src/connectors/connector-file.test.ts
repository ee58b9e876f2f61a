import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { configurationSchemaOf } from '../protocol/configuration-schema.ts'
import { connectorSchema } from '../protocol/connector.ts'
import { Secret } from '../secrets/secret.ts'
import { entryOf } from './connector-entry.ts'
import { readConnectorFile } from './read-connector-file.ts'
import { wantedCalls } from './wanted-calls.ts'
import { variableFor } from './variable-for.ts'
import { writeConnectorFile } from './write-connector-file.ts'

const cluster = { name: 'prod', uuid: 'u', version: '8.17.10', local: true, stricter: [] }

const stored = (more: object = {}, values: Record<string, unknown> = {}) => {
  const schema = configurationSchemaOf('postgresql') ?? {}
  const configuration = Object.fromEntries(
    Object.entries(schema).map(([key, field]) => [key, { ...field, value: values[key] ?? field.value }]),
  )
  return connectorSchema.parse({
    id: 'c1',
    name: 'products',
    index_name: 'search-products',
    service_type: 'postgresql',
    is_native: true,
    scheduling: { full: { enabled: true, interval: '0 0 3 * * ?' } },
    configuration,
    ...more,
  })
}
const written = (connector: ReturnType<typeof stored>): string => {
  const { entry, notes } = entryOf(connector, { at: 0, alone: true })
  return writeConnectorFile([entry], { header: ['A header.'], notes })
}

describe('a file of connectors', () => {
  it('is written without secrets, with a variable in their place and words beside a schedule', () => {
    const text = written(stored({}, { host: 'db', port: 5432, password: 'hunter2' }))
    expect(text).not.toContain('hunter2')
    expect(text).toMatch(/# a secret, from a variable.*\n +password: \{ env: PRODUCTS_PASSWORD \}\n/)
    expect(text).toContain('full: 0 0 3 * * ? # every day at 03:00 UTC')
    expect(text).toContain('incremental: off')
    expect(text).toMatch(/^# A header\./)
  })

  it('hides the password in an address too', () => {
    const text = written(stored({}, { host: 'postgres://reader:hunter2@db/shop' }))
    expect(text).not.toContain('hunter2')
    expect(text).toContain('host: { env: PRODUCTS_HOST }')
  })

  it('makes names of variables of any name', () => {
    expect(variableFor('Äpfel & Birnen', 'private_key')).toEqual({ env: 'A_PFEL_BIRNEN_PRIVATE_KEY' })
    expect(variableFor('7 seas', 'token')).toEqual({ env: 'C_7_SEAS_TOKEN' })
  })

  it('wants no change of what it was just written from, whatever stands in it', () => {
    const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 })
    const name = text.map((one) => one.trim()).filter((one) => one !== '')
    const rule = fc.record({
      policy: fc.constantFrom('include', 'exclude'),
      field: name,
      rule: fc.constantFrom('equals', 'regex'),
      value: text,
    })
    fc.assert(
      fc.property(name, text, fc.array(rule, { maxLength: 3 }), (called, host, rules) => {
        const connector = stored(
          {
            name: called,
            description: host,
            filtering: [
              {
                active: { rules: rules.map((one, order) => ({ ...one, id: `r${order}`, order })) },
                draft: {},
              },
            ],
          },
          { host, password: 'p' },
        )
        const [entry] = readConnectorFile(written(connector))
        const password = new Secret('p')
        const secrets = { [`${called}.password`]: password, [`${called}.host`]: new Secret(host) }
        const calls = entry && wantedCalls({ entry, connector, secrets, cluster }, false)
        expect(calls).toEqual([])
      }),
      { examples: [['goods', ' ', []]] },
    )
  })

  it('holds two of one name, each with its id and a variable of its own', () => {
    const text = writeConnectorFile(
      ['c1', 'c2'].map((id, at) => {
        const connector = stored({ id, index_name: `search-${id}` }, { password: 'p' })
        return entryOf(connector, { at, alone: false }).entry
      }),
      { header: [], notes: [] },
    )
    expect(readConnectorFile(text)).toMatchObject([
      { key: 'c1', name: 'products', configuration: { password: { env: 'PRODUCTS_C1_PASSWORD' } } },
      { key: 'c2', name: 'products', configuration: { password: { env: 'PRODUCTS_C2_PASSWORD' } } },
    ])
  })

  it('wants exactly what differs', () => {
    const entry = readConnectorFile(`
connectors:
  - name: goods
    index: products
    description: ours
    configuration: { port: 5433, password: { env: PW } }
    schedule: { full: weekdays at 6, incremental: off }
    rules:
      basic:
        - { policy: exclude, field: status, rule: equals, value: 3 }
    pipeline: { reduceWhitespace: false }
    features: { incrementalSync: true }
`)[0]
    const secrets = { 'goods.password': new Secret('new') }
    const connector = stored({}, { port: 5432, password: 'old' })
    const calls = entry && wantedCalls({ entry, connector, secrets, cluster }, false)
    expect(calls).toMatchObject([
      { operation: 'connector.rename', input: { name: 'goods', description: 'ours' } },
      { operation: 'connector.set-features', input: { incrementalSync: true } },
      { operation: 'connector.configure', input: { values: { port: 5433, password: expect.any(Secret) } } },
      { operation: 'connector.set-pipeline', input: { reduceWhitespace: false } },
      {
        operation: 'connector.schedule',
        part: 'full',
        input: { kind: 'full', enabled: true, cron: '0 0 6 ? * MON-FRI' },
      },
      { operation: 'rules.draft', input: { rules: [{ field: 'status', value: '3' }] } },
      { operation: 'rules.activate' },
    ])
  })

  it.each([
    ['connectors:\n  - name: a\n   index: b\n', 'line 3, column 1: Sequence item'],
    [
      'connectors:\n  - name: a\n    colour: red\n',
      'line 2, column 5, connectors[0]: there is no colour here',
    ],
    ['connectors:\n  - serviceType: dir\n', 'line 2, column 5, connectors[0].name'],
    [
      'connectors:\n  - name: a\n    schedule:\n      full: 3\n',
      'line 4, column 13, connectors[0].schedule.full: must be a cron',
    ],
    [
      'connectors:\n  - name: a\n    configuration:\n      password: { var: X }\n',
      'line 4, column 17, connectors[0].configuration.password: must be a text',
    ],
    ['connectors:\n  - name: a\n  - name: a\n', 'line 3, column 5: another connector has the name a'],
    ['connectors: []\n---\nconnectors: []\n', 'line 2, column 1: begins a second document'],
    ['connectors: &x\n  - name: a\n    configuration: { q: *x }\n', 'names an anchor'],
    ['connectors: []\n', 'line 1, column 13, connectors: names no connector'],
    ['- 1\n', 'the file: must be an object'],
    ['', 'the file: must be an object'],
    ['a: 1\n', 'line 1, column 1, connectors: is missing'],
    [
      'connectors:\n  - { name: a, id: x }\n  - { name: a, id: x }\n',
      'line 3, column 5: another connector has the id x',
    ],
    ['connectors: [{ name: a, name: b }]', 'line 1'],
    ['a: 1\n---\nb: 2\n', 'line'],
  ])('refuses %j with the line and what is wrong', (text, message) => {
    expect(() => readConnectorFile(text)).toThrow(message)
  })
})
