import { createCore, isPatchbayError, PatchbayError, Secret } from '@patchbay/core'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { dyingAt, hurriedClock } from './dying-at.ts'
import { type OpenPatchbay, textIn } from './open-patchbay.ts'

const planned = z.object({ changes: z.array(z.object({ what: z.string() })) })
const runs = z.object({ items: z.array(z.object({ run: z.string() })) })

const file = (name: string, more = '') => `
connectors:
  - name: ${name}
    serviceType: postgresql
    managed: true
    index: ${name}
    description: from a file
    configuration:
      host: db
      port: 5432
      username: reader
      password: { env: PW }
      database: shop
      schema: public
    schedule: { full: weekdays at 6, incremental: off }
    rules:
      basic:
        - { policy: exclude, field: status, rule: equals, value: draft }
    pipeline: { reduceWhitespace: false }
    features: { incrementalSync: true }
${more}`

/** Connectors as code: written to a file, made and changed by one. */
export const applyCases = (opened: () => OpenPatchbay): void => {
  describe('connectors as code', () => {
    const call = (operation: string, input: object) => opened().call(opened().ada, operation, input)
    const refusal = (operation: string, input: object) => opened().refusal(opened().ada, operation, input)
    const get = (connector: string) => call('connector.get', { connector })
    const secrets = (name: string, password = 'hunter2') => ({ [`${name}.password`]: new Secret(password) })
    /** As a run that goes on takes them. */
    const taken = (name: string) => ({ [`secrets.${name}.password`]: new Secret('hunter2') })
    const changes = async (input: object) => {
      const answer = await opened().core.run(opened().ada, 'connector.apply', input, { dryRun: true })
      if (answer.state !== 'planned') throw new Error(`A dry run answered ${answer.state}`)
      return planned.parse(answer.plan).changes.map(({ what }) => what)
    }
    const stored = async (name: string) => {
      const { es } = opened().elastic
      return es.connector.get({ connector_id: textIn(await get(name), 'id') })
    }

    it('makes what is missing, and asks for nothing where all is so already', async () => {
      const input = { file: file('as-code'), secrets: secrets('as-code') }
      expect(await changes(input)).toEqual(
        expect.arrayContaining(['as-code', 'as-code: host', 'as-code: full sync']),
      )
      expect(await call('connector.apply', input)).toMatchObject({ applied: [{ name: 'as-code' }], alike: 0 })
      expect(await stored('as-code')).toMatchObject({
        index_name: 'search-as-code',
        is_native: true,
        description: 'from a file',
        status: 'configured',
        configuration: { host: { value: 'db' }, port: { value: 5432 }, password: { value: 'hunter2' } },
        scheduling: { full: { enabled: true, interval: '0 0 6 ? * MON-FRI' } },
        pipeline: { reduce_whitespace: false },
        features: { incremental_sync: { enabled: true } },
        filtering: [{ active: { rules: [{ field: 'status' }, { id: 'DEFAULT' }] } }],
      })
      expect(await changes(input)).toEqual([])
      expect(await opened().core.run(opened().ada, 'connector.apply', input)).toMatchObject({
        state: 'planned',
      })
    })

    it('changes exactly what differs, a secret among it, and writes no secret down', async () => {
      await call('connector.configure', { connector: 'as-code', values: { port: 1 } })
      await call('connector.schedule', { connector: 'as-code', enabled: false })
      const input = { file: file('as-code'), secrets: secrets('as-code', 'swordfish') }
      expect((await changes(input)).toSorted()).toEqual([
        'as-code: full sync',
        'as-code: password',
        'as-code: port',
      ])
      await call('connector.apply', input)
      expect(await stored('as-code')).toMatchObject({
        configuration: { port: { value: 5432 }, password: { value: 'swordfish' } },
        scheduling: { full: { enabled: true } },
      })
      const { es } = opened().elastic
      await es.indices.refresh({ index: 'patchbay-runs' })
      const { hits } = await es.search({ index: 'patchbay-runs', size: 1000 })
      expect(JSON.stringify(hits)).not.toMatch(/hunter2|swordfish/)
    })

    it('knows a connector by its index when its name differs, and gives it a key when its index does', async () => {
      const { id, apiKeyId } = await opened().connectorWithKey('before')
      const text = 'connectors:\n  - { name: after, index: search-before }\n'
      await call('connector.apply', { file: text })
      expect(await get(id)).toMatchObject({ name: 'after', index: 'search-before' })
      await call('connector.apply', { file: 'connectors:\n  - { name: after, index: later }\n' })
      expect(await get(id)).toMatchObject({
        index: 'search-later',
        apiKeyId: expect.not.stringMatching(apiKeyId),
      })
    })

    it('is exported without secrets, to be applied again without a change', async () => {
      const text = z.string().parse(await call('connector.export', { connectors: 'as-code' }))
      expect(text).toContain('password: { env: AS_CODE_PASSWORD }')
      expect(text).not.toContain('swordfish')
      expect(await changes({ file: text, secrets: secrets('as-code', 'swordfish') })).toEqual([])
      const all = z.string().parse(await call('connector.export', {}))
      expect(all).toContain('- name: as-code')
      expect(all).toContain('- name: after')
    })

    it('tells two of one name apart by their ids, there and on a cluster that has neither', async () => {
      const made = await Promise.all(
        ['one', 'two'].map(async (at) => {
          const created = await call('connector.create', {
            serviceType: 'postgresql',
            name: 'pair',
            indexName: `pair-${at}`,
            values: { port: at === 'one' ? 1 : 2, password: new Secret(at) },
          })
          return textIn(created, 'id')
        }),
      )
      const [one = '', two = ''] = made
      const text = z.string().parse(await call('connector.export', { connectors: made.join(',') }))
      const given = { [`${one}.password`]: new Secret('one'), [`${two}.password`]: new Secret('two') }
      expect(await changes({ file: text, secrets: given })).toEqual([])
      const other = { ...given, [`${two}.password`]: new Secret('another') }
      expect(await changes({ file: text, secrets: other })).toEqual([`pair (${two}): password`])
      for (const id of made) await call('connector.delete', { connector: id, withIndex: true })
      await call('connector.apply', { file: text, secrets: given })
      const ports = async (id: string) =>
        (await opened().elastic.es.connector.get({ connector_id: id })).configuration
      expect(await ports(one)).toMatchObject({ port: { value: 1 }, password: { value: 'one' } })
      expect(await ports(two)).toMatchObject({ port: { value: 2 }, password: { value: 'two' } })
    })

    it('makes a connector of a kind of its own with its fields, is exported so, and changes them', async () => {
      const own = (more = '', host = 'db') => `
connectors:
  - name: own-crm
    serviceType: our_crm
    custom: true
    index: connector-own-crm
    fields:
      - { key: host, label: Host, required: true }
      - { key: token, label: Token, sensitive: true }
      - { key: pages, label: Pages, type: int, default_value: 5 }
${more}    configuration: { host: ${host}, token: { env: T }, pages: 7 }
`
      const given = { 'own-crm.token': new Secret('t0ken') }
      const asked = { file: own(), secrets: given }
      expect(await changes(asked)).toEqual(
        expect.arrayContaining(['own-crm', 'own-crm: host', 'own-crm: token']),
      )
      await call('connector.apply', asked)
      expect(await stored('own-crm')).toMatchObject({
        service_type: 'our_crm',
        is_native: false,
        status: 'configured',
        configuration: {
          host: { label: 'Host', required: true, value: 'db' },
          token: { sensitive: true, value: 't0ken' },
          pages: { type: 'int', default_value: 5, value: 7 },
        },
      })
      expect(await changes(asked)).toEqual([])

      const text = z.string().parse(await call('connector.export', { connectors: 'own-crm' }))
      expect(text).not.toContain('t0ken')
      expect(await changes({ file: text, secrets: given })).toEqual([])
      const copy = text.replaceAll('own-crm', 'own-copy')
      await call('connector.apply', { file: copy, secrets: { 'own-copy.token': new Secret('t0ken') } })
      const { configuration } = await stored('own-crm')
      expect(await stored('own-copy')).toMatchObject({ configuration })

      const more = '      - { key: area, label: Area }\n'
      const changed = { file: own(more, 'db2').replace('pages: 7', 'pages: 7, area: x'), secrets: given }
      expect((await changes(changed)).toSorted()).toEqual(['own-crm: area', 'own-crm: area', 'own-crm: host'])
      await call('connector.apply', changed)
      expect(await stored('own-crm')).toMatchObject({
        configuration: { area: { value: 'x' }, host: { value: 'db2' }, token: { value: 't0ken' } },
      })
      expect(
        await refusal('connector.apply', { file: own().replace('our_crm', 'postgresql') }),
      ).toMatchObject({
        message: expect.stringContaining('postgresql'),
      })
    })

    it('goes on with the others when one fails, names it, and ends it when it is taken up', async () => {
      const two = `${file('good-one')}  - name: bad-one\n    serviceType: dir\n    managed: false\n    index: connector-bad-one\n`
      let faulty = true
      const ada = await opened().login('ada', ({ method, path }, send) => {
        if (faulty && method === 'PUT' && path.includes('connector-bad-one'))
          throw new PatchbayError('elasticsearch.refused', 'not this index.')
        return send()
      })
      const input = { file: two, secrets: secrets('good-one') }
      const error = await createCore()
        .run(ada, 'connector.apply', input)
        .catch((thrown: unknown) => thrown)
      expect(error).toMatchObject({
        code: 'run.failed',
        message: '1 connector of 2 as the file wants them. bad-one: not this index.',
      })
      expect(await get('good-one')).toMatchObject({ status: 'configured', index: 'search-good-one' })
      faulty = false
      const run = isPatchbayError(error) ? error.run : undefined
      await createCore().run(ada, 'approval.resume', { run, secrets: taken('good-one') })
      expect(await get('bad-one')).toMatchObject({ index: 'connector-bad-one', documents: 0 })
      expect(await changes(input)).toEqual([])
    })

    it('is taken up where a process that applied it died', async () => {
      const death = dyingAt({ at: 45, moment: 'after it was applied' })
      const victim = await opened().login('ada', death.intercept)
      death.arm()
      const input = { file: file('dies-half-way'), secrets: secrets('dies-half-way') }
      await expect(createCore().run(victim, 'connector.apply', input)).rejects.toThrow(/./)
      expect(death.died()).toBe(true)
      await opened().elastic.es.indices.refresh({ index: 'patchbay-runs' })
      const [newest] = runs.parse(await call('audit.list', { operation: 'connector.apply' })).items
      await createCore({ clock: hurriedClock() }).run(opened().ada, 'approval.resume', {
        run: newest?.run,
        secrets: taken('dies-half-way'),
      })
      expect(await changes(input)).toEqual([])
    })

    it.each([
      [
        'connectors:\n  - { name: new-one, serviceType: our_own }\n',
        'new-one: serviceType: there is no "our_own".',
      ],
      [
        'connectors:\n  - { name: new-one, serviceType: our_own, custom: true, fields: [{ key: "1", label: x }] }\n',
        'fields[0].key: must begin with a letter',
      ],
      ['connectors:\n  - { name: new-one }\n', 'new-one: serviceType: is missing'],
      [
        'connectors:\n  - { name: as-code, serviceType: mysql }\n',
        'as-code: serviceType: it is postgresql, not mysql.',
      ],
      ['connectors:\n  - { name: as-code, managed: false }\n', 'as-code: managed: it is managed.'],
      [
        'connectors:\n  - { name: as-code, configuration: { prt: 1 } }\n',
        'as-code: prt: is not a field of this connector; did you mean port?',
      ],
      [
        'connectors:\n  - { name: as-code, configuration: { password: { file: /etc/passwd } } }\n',
        'password comes from the file /etc/passwd, which only the command line reads.',
      ],
      [
        'connectors:\n  - { name: as-code, configuration: { password: plain-to-see } }\n',
        'as-code: password: is a secret, and the log keeps the file.',
      ],
      [
        'connectors:\n  - { name: as-code, configuration: { host: "http://reader:plain-to-see@db" } }\n',
        'as-code: host: is a secret, and the log keeps the file.',
      ],
      ['connectors:\n  - { name: as-code, schedule: { full: every 7 hours } }\n', '6 or 8 would'],
      [
        'connectors:\n  - { name: as-code, rules: { basic: [{ policy: exclude, field: a, rule: regex, value: "(" }] } }\n',
        'are not valid',
      ],
      ['connectors: 3', 'line 1, column 13'],
    ])('refuses %j before anything is changed', async (text, message) => {
      const before = JSON.stringify(await stored('as-code'))
      expect((await refusal('connector.apply', { file: text })).message).toContain(message)
      expect(JSON.stringify(await stored('as-code'))).toBe(before)
      const logged = await opened().elastic.es.search({ index: 'patchbay-runs', size: 1000 })
      expect(JSON.stringify(logged)).not.toContain('plain-to-see')
    })
  })
}
