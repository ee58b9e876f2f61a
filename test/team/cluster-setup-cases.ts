import { Secret } from '@patchbay/core'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { resultOf, runOf, type Team } from './open-team.ts'

const setUp = z.object({
  items: z.array(z.object({ what: z.string(), state: z.string() })),
  service: z.object({ apiKeyId: z.string(), apiKey: z.instanceof(Secret) }).optional(),
})
const trail = z.object({ items: z.array(z.object({ by: z.string(), what: z.string(), run: z.string() })) })
const diagnosis = z.object({
  items: z.array(
    z.object({ check: z.string(), state: z.string(), found: z.string(), next: z.string().nullable() }),
  ),
})
const policy = z.object({ version: z.number(), inWords: z.array(z.string()) })
const checked = z.object({
  ok: z.boolean(),
  problems: z.array(z.object({ kind: z.string(), problem: z.string() })),
  notChecked: z.string().nullable(),
  counted: z.number().nullable(),
})

/** What an administrator does for a team: setting up, service keys, policy, looking into the trail. */
export const clusterSetupCases = (team: () => Team): void => {
  const again = async (input: object = {}) => {
    const { core, elastic } = team()
    return setUp.parse(resultOf(await core.run(elastic, 'cluster.setup', input)))
  }
  const changed = async () =>
    (await again()).items
      .filter(({ state }) => state !== 'unchanged')
      .map(({ what, state }) => `${what}: ${state}`)

  describe('setting up a cluster', () => {
    it('changes nothing the second time', async () => {
      expect(await changed()).toEqual([])
    })

    it('puts right what somebody changed', async () => {
      const { es } = team().elastic
      await es.security.putRole({ name: 'patchbay-member', cluster: ['all'] })
      await es.ingest.putPipeline({ id: 'patchbay-stamp', processors: [{ set: { field: 'x', value: 'y' } }] })
      await es.indices.putSettings({ index: 'patchbay-runs', settings: { final_pipeline: '_none' } })
      expect(await changed()).toEqual([
        'pipeline patchbay-stamp: put right',
        'index patchbay-runs: put right',
        'role patchbay-member: put right',
      ])
    })

    it('is asked for by the doctor where an older version, or somebody, left roles and keys with less or more', async () => {
      const { es } = team().elastic
      const doctor = async () => {
        const { core, elastic } = team()
        const { items } = diagnosis.parse(resultOf(await core.run(elastic, 'cluster.doctor', {})))
        return items.filter(({ check }) => check === 'roles' || check === 'service keys')
      }
      expect(await doctor()).toMatchObject([{ check: 'roles', state: 'ok' }])
      const member = (await es.security.getRole({ name: 'patchbay-member' }))['patchbay-member']
      await es.security.putRole({
        name: 'patchbay-member',
        cluster: ['manage'],
        indices: member?.indices ?? [],
      })
      const made = await es.security.createApiKey({
        name: 'patchbay-worker',
        role_descriptors: { worker: { cluster: ['monitor'] } },
        metadata: { created_by: 'patchbay', service: 'worker' },
      })
      const setUpAgain = expect.stringContaining('`patchbay cluster setup`')
      expect(await doctor()).toMatchObject([
        {
          state: 'problem',
          found: 'patchbay-member lacks monitor, which this version of Patchbay gives it',
          next: setUpAgain,
        },
        {
          state: 'warning',
          found: 'patchbay-member grants more than Patchbay gives it: manage',
          next: setUpAgain,
        },
        {
          check: 'service keys',
          found: expect.stringMatching(`the key ${made.id} of a worker lacks manage_connector, `),
          next: expect.stringContaining('`patchbay cluster setup --service worker`'),
        },
      ])
      await es.security.invalidateApiKey({ ids: [made.id] })
      expect(await changed()).toEqual(['role patchbay-member: put right'])
      expect(await doctor()).toMatchObject([{ check: 'roles', state: 'ok' }])
    })

    it('keeps the indices of operators when it is done again for another reason', async () => {
      const { es } = team().elastic
      const own = async () => {
        const found = await es.security.getRole({ name: 'patchbay-operator' })
        return found['patchbay-operator']?.indices.flatMap(({ names }) => names)
      }
      await again({ indices: ['search-*', 'content-*', 'connector-*', 'crm-*'] })
      expect(await own()).toContain('crm-*')
      expect(await changed()).toEqual([])
      expect(await own()).toContain('crm-*')
    })

    it('is refused to somebody without the rights, and writes who did it', async () => {
      const { core, ada, elastic } = team()
      await expect(core.run(ada, 'cluster.setup', {})).rejects.toMatchObject({ code: 'privilege.missing' })
      const run = runOf(await core.run(elastic, 'cluster.setup', {}))
      const { items } = trail.parse(resultOf(await core.run(ada, 'audit.list', { run })))
      expect(items[0]).toMatchObject({ by: 'elastic', what: 'asked for cluster.setup' })
      expect(items.at(-1)?.what).toBe('done')
    })
  })

  describe('the key of a service', () => {
    it('gives the worker its own rights and no content', async () => {
      const { service } = await again({ service: 'worker' })
      const es = team().elastic.connectAs(service?.apiKey ?? new Secret(''))
      await es.index({ index: 'patchbay-leases', id: 'lease:test', document: { epoch: 1 } })
      await es.connector.list()
      await expect(es.index({ index: 'search-x', document: {} })).rejects.toMatchObject({ status: 403 })
      await expect(es.search({ index: 'patchbay-runs' })).rejects.toMatchObject({ status: 403 })
      await expect(es.security.createApiKey({ name: 'more' })).rejects.toMatchObject({ status: 403 })
    })

    it('lets the bot act as the people who were named, and as nobody else', async () => {
      const { service } = await again({ service: 'bot', runAs: ['ada'] })
      const es = team().elastic.connectAs(service?.apiKey ?? new Secret(''))
      const as = (username: string) =>
        es.security.authenticate({}, { headers: { 'es-security-runas-user': username } })
      expect((await as('ada')).username).toBe('ada')
      await expect(as('grace')).rejects.toMatchObject({ status: 403 })
      await expect(es.index({ index: 'patchbay-policy', document: {} })).rejects.toMatchObject({
        status: 403,
      })
    })

    it.each([
      [{ service: 'bot', runAs: ['elastic'] }, 'a user of Elasticsearch itself'],
      [{ service: 'bot', runAs: ['*'] }, 'a pattern'],
      [{ service: 'worker', runAs: ['ada'] }, 'only the bot'],
    ])('is refused for %j', async (input, why) => {
      const { core, elastic } = team()
      await expect(core.run(elastic, 'cluster.setup', input)).rejects.toMatchObject({
        code: 'input.invalid',
        field: 'runAs',
        message: expect.stringContaining(why),
      })
    })
  })

  describe('policy', () => {
    it('is read in words, and the first one asks for dangerous operations', async () => {
      const { core, ada } = team()
      const { inWords } = policy.parse(resultOf(await core.run(ada, 'policy.get', { version: 1 })))
      expect(inWords).toEqual([
        '* that are guarded: ask for 1 vote of role:patchbay-approver',
        '* that are irreversible: ask for 1 vote of role:patchbay-approver',
      ])
    })

    it('is set by an administrator with an approval, and by nobody else', async () => {
      const { core, ada, grace, elastic, login } = team()
      await elastic.es.security.putUser({
        username: 'root',
        password: 'correct-horse-battery',
        roles: ['patchbay-admin'],
        refresh: true,
      })
      const root = await login('root')
      const before = policy.parse(resultOf(await core.run(ada, 'policy.get', {})))
      const wanted = {
        rules: [
          { operations: ['*'], risk: 'guarded', decision: 'ask', decideWithin: '2h' },
          { operations: ['*'], risk: 'irreversible', decision: 'ask' },
        ],
      }
      await expect(core.run(ada, 'policy.set', { policy: wanted })).rejects.toMatchObject({
        code: 'privilege.missing',
      })
      const run = runOf(await core.run(root, 'policy.set', { policy: wanted, replaces: before.version }))
      await core.run(grace, 'approval.decide', { run, choice: 'approve' })
      expect(resultOf(await core.run(root, 'approval.execute', { run }))).toEqual({
        version: before.version + 1,
      })
      await expect(
        core.run(root, 'policy.set', { policy: wanted, replaces: before.version }),
      ).rejects.toMatchObject({ field: 'replaces' })
      await expect(root.es.delete({ index: 'patchbay-policy', id: '1' })).rejects.toMatchObject({
        status: 403,
      })
    })

    it('is checked for lock-outs before it is set', async () => {
      const { core, elastic, ada } = team()
      const draft = {
        rules: [
          { operations: ['api-kee.*'], decision: 'ask', votes: 2, approvers: ['user:nobody', 'user:grace'] },
          { operations: ['policy.set'], decision: 'refuse' },
        ],
      }
      const found = checked.parse(resultOf(await core.run(elastic, 'policy.check', { policy: draft })))
      expect(found.problems).toEqual([
        { kind: 'warning', problem: 'no operation is called "api-kee.*"' },
        { kind: 'warning', problem: 'nobody is user:nobody' },
        { kind: 'lock-out', problem: 'it asks for 2 votes, and 1 can vote' },
        expect.objectContaining({ kind: 'lock-out', problem: expect.stringContaining('refuses policy.set') }),
      ])
      const blind = checked.parse(resultOf(await core.run(ada, 'policy.check', {})))
      expect(blind.notChecked).toContain('read_security')
      expect(blind.counted).toBeNull()
    })

    it('is checked by a service among those as whom it may act, without the right to read users', async () => {
      const { core, withKey } = team()
      const { service } = await again({ service: 'bot', runAs: ['ada', 'grace'] })
      const bot = await withKey(service?.apiKey ?? new Secret(''))
      const rule = { operations: ['api-key.*'], decision: 'ask', votes: 2 }
      const among = ['ada', 'grace', 'linus', 'nobody-at-all']
      const found = checked.parse(
        resultOf(await core.run(bot, 'policy.check', { policy: { rules: [rule] }, among })),
      )
      expect(found).toMatchObject({ counted: 2, notChecked: expect.stringContaining('read_security') })
      expect(found.problems).toEqual([
        { kind: 'warning', problem: 'it asks for 2 votes, and 1 of the 2 who were counted can vote' },
      ])
    })
  })

  it('the role of an approver lets them look at all that is shown to people, but for keys of others', async () => {
    const { core, linus, connectorWithKey } = team()
    const { id } = await connectorWithKey('looked-at')
    const look = async (name: string, input: object = {}) =>
      JSON.stringify(resultOf(await core.run(linus, name, input)))
    // Lists are a second behind what was written.
    const listed = { timeout: 20_000 }
    await expect
      .poll(() => look('connector.problems', { grade: 'unfinished' }), listed)
      .toContain('looked-at')
    expect(await look('connector.health', { connector: id })).toContain('unconfigured')
    await expect
      .poll(() => look('api-key.list', { query: 'looked-at' }), listed)
      .toContain('not yours to see')
    for (const name of [
      'connector.list',
      'approval.list',
      'sync.list',
      'actor.list',
      'notice.list',
      'policy.get',
    ])
      await look(name)
    await look('sync.recent', { connectors: [id] })
  })

  it('the trail finds what a person asked for about a connector', async () => {
    const { core, ada, elastic, connectorWithKey } = team()
    const { id } = await connectorWithKey('in-the-trail')
    await elastic.es.indices.refresh({ index: 'patchbay-runs' })
    const look = async (filter: object) =>
      trail.parse(resultOf(await core.run(ada, 'audit.list', filter))).items
    expect(
      (await look({ connector: id, operation: 'api-key.generate' })).map(({ by, what }) => [by, what]),
    ).toEqual([['ada', expect.stringMatching(/^asked for api-key.generate of in-the-trail/)]])
    expect(await look({ connector: id, person: 'grace' })).toEqual([])
  })

  it('whoami says who is calling, and what an API key cannot do', async () => {
    const { core, ada, elastic } = team()
    expect(resultOf(await core.run(ada, 'actor.whoami', {}))).toMatchObject({ username: 'ada', cannot: [] })
    const actor = { ...elastic.actor, apiKey: { id: 'x', name: 'laptop' } }
    expect(resultOf(await core.run({ ...elastic, actor }, 'actor.whoami', {}))).toMatchObject({
      signedInWith: 'an API key',
      cannot: expect.arrayContaining(['vote on approvals']),
    })
  })
}
