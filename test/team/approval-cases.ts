import { describe, expect, it } from 'vitest'
import { createCore, PatchbayError, Secret } from '@patchbay/core'
import { z } from 'zod'
import { resultOf, runOf, type Team } from './open-team.ts'

const runsIndex = 'patchbay-runs'
const shown = z.object({
  state: z.string(),
  votes: z.array(z.unknown()),
  void: z.array(z.object({ why: z.string() })),
  outcome: z.array(z.string()),
})

/** The road of a guarded operation, and what a plain user's own rights can do against it: nothing. */
export const approvalCases = (team: () => Team): void => {
  const ask = async (name: string) => {
    const { core, ada, connectorWithKey } = team()
    const connector = await connectorWithKey(name)
    const answer = await core.run(ada, 'api-key.rotate', { connector: connector.id }, { reason: 'quarterly' })
    expect(answer.state).toBe('waiting')
    return { connector, run: runOf(answer) }
  }
  const look = async (run: string) => {
    const { core, linus } = team()
    return shown.parse(resultOf(await core.run(linus, 'approval.get', { run })))
  }
  /** Writes an event as somebody's own credentials allow, past Patchbay. */
  const forge = (session: Team['ada'], id: string, document: object) =>
    session.es.bulk({ index: runsIndex, operations: [{ create: { _id: id } }, document] })

  describe('a guarded operation', () => {
    it('waits, is approved by another person, and then carried out by its requester', async () => {
      const { core, ada, grace } = team()
      const { connector, run } = await ask('road')
      await expect(core.run(ada, 'approval.execute', { run })).rejects.toMatchObject({
        code: 'approval.state',
      })
      await core.run(grace, 'approval.decide', { run, choice: 'approve' })
      const answer = await core.run(ada, 'approval.execute', { run })
      expect(answer).toMatchObject({ state: 'done', run })
      const after = await ada.es.connector.get({ connector_id: connector.id })
      expect(after.api_key_id).not.toBe(connector.apiKeyId)
      const old = await ada.es.security.getApiKey({ id: connector.apiKeyId })
      expect(old.api_keys[0]?.invalidated).toBe(true)
      expect((await look(run)).state).toBe('done')
    })

    it('is carried out once, whoever executes at the same time', async () => {
      const { core, grace, login, elastic } = team()
      const { run } = await ask('race')
      await core.run(grace, 'approval.decide', { run, choice: 'approve' })
      const processes = await Promise.all([login('ada'), login('ada'), login('ada')])
      const outcomes = await Promise.allSettled(
        processes.map((session) => core.run(session, 'approval.execute', { run })),
      )
      expect(
        outcomes.filter((outcome) => outcome.status === 'fulfilled' && outcome.value.state === 'done').length,
      ).toBeGreaterThanOrEqual(1)
      const keys = await elastic.es.security.getApiKey()
      const made = keys.api_keys.filter((key) => key.metadata['run'] === run)
      expect(made).toHaveLength(1)
    })

    it('needs a reason of whoever asks, of whoever rejects, and of whoever approves what can not be undone', async () => {
      const { ada, grace, connectorWithKey, elastic } = team()
      // Without the reasons that other cases are given.
      const core = createCore()
      const { id } = await connectorWithKey('why')
      const missing = { code: 'reason.missing', field: 'reason' }
      const written = async () => (await elastic.es.count({ index: runsIndex })).count
      await elastic.es.indices.refresh({ index: runsIndex })
      const before = await written()
      for (const reason of [undefined, '', ' \n'])
        await expect(core.run(ada, 'api-key.rotate', { connector: id }, { reason })).rejects.toMatchObject(
          missing,
        )
      await elastic.es.indices.refresh({ index: runsIndex })
      expect(await written()).toBe(before)
      expect(await core.run(ada, 'api-key.rotate', { connector: id }, { dryRun: true })).toMatchObject({
        state: 'planned',
      })

      const run = runOf(await core.run(ada, 'api-key.rotate', { connector: id }, { reason: 'quarterly' }))
      await expect(core.run(grace, 'approval.decide', { run, choice: 'reject' })).rejects.toMatchObject(
        missing,
      )
      await core.run(grace, 'approval.decide', { run, choice: 'approve' })
      expect((await look(run)).state).toBe('approved')

      const gone = runOf(await core.run(ada, 'connector.delete', { connector: id }, { reason: 'moved away' }))
      const yes = { run: gone, choice: 'approve' }
      await expect(core.run(grace, 'approval.decide', yes)).rejects.toMatchObject(missing)
      await core.run(grace, 'approval.decide', { ...yes, reason: 'it is in the new one' })
      expect((await look(gone)).state).toBe('approved')
    })

    it('can be rejected, and taken back by its requester only', async () => {
      const { core, ada, grace } = team()
      const { run } = await ask('reject')
      await expect(core.run(grace, 'approval.withdraw', { run })).rejects.toMatchObject({ code: 'run.void' })
      await core.run(grace, 'approval.decide', { run, choice: 'reject', reason: 'not on Fridays' })
      expect((await look(run)).state).toBe('rejected')
      await expect(core.run(ada, 'approval.execute', { run })).rejects.toMatchObject({
        code: 'approval.state',
      })
      const { run: other } = await ask('withdraw')
      await core.run(ada, 'approval.withdraw', { run: other })
      await expect(
        core.run(grace, 'approval.decide', { run: other, choice: 'approve' }),
      ).rejects.toMatchObject({
        code: 'approval.state',
      })
    })

    it('that was stopped half-way is given up by its requester, and what it left stays', async () => {
      const { core, ada, eve, grace, login } = team()
      const { connector, run } = await ask('given-up')
      await expect(core.run(ada, 'approval.abandon', { run })).rejects.toMatchObject({
        code: 'approval.state',
        next: expect.stringContaining('approval withdraw'),
      })
      await core.run(grace, 'approval.decide', { run, choice: 'approve' })
      const cut = await login('ada', ({ path }, send) => {
        if (path.endsWith('/_api_key_id')) throw new PatchbayError('elasticsearch.refused', 'not now.')
        return send()
      })
      await expect(core.run(cut, 'approval.execute', { run })).rejects.toMatchObject({
        code: 'elasticsearch.refused',
      })
      await expect(core.run(eve, 'approval.abandon', { run })).rejects.toMatchObject({
        code: 'privilege.missing',
      })
      await core.run(ada, 'approval.abandon', { run, reason: 'the vendor is closed' })
      expect((await look(run)).state).toBe('abandoned')
      await expect(core.run(ada, 'approval.resume', { run })).rejects.toMatchObject({
        code: 'approval.state',
      })
      const after = await ada.es.connector.get({ connector_id: connector.id })
      expect(after.api_key_id).toBe(connector.apiKeyId)
    })

    it('goes by the rights of now, when it begins and before each thing that it does', async () => {
      const { core, ada, elastic, grace, login } = team()
      const { connector, run } = await ask('rights-taken')
      const roles = (...names: string[]) =>
        elastic.es.security.putUser({ username: 'ada', roles: names, refresh: true })
      const keyNow = async () => (await elastic.es.connector.get({ connector_id: connector.id })).api_key_id
      const isValid = async () =>
        (await elastic.es.security.getApiKey({ id: connector.apiKeyId })).api_keys[0]?.invalidated === false
      await core.run(grace, 'approval.decide', { run, choice: 'approve' })
      try {
        await roles('patchbay-member')
        await expect(core.run(ada, 'approval.execute', { run })).rejects.toMatchObject({
          code: 'privilege.missing',
        })
        expect((await look(run)).state).toBe('approved')
        expect(await keyNow()).toBe(connector.apiKeyId)
        await roles('patchbay-operator')
        // Taken away while it is under way: the connector has its new key, and the old one may not be ended any more.
        const halfWay = await login('ada', async ({ path }, send) => {
          const answer = await send()
          if (path.endsWith('/_api_key_id')) await roles('patchbay-member')
          return answer
        })
        await expect(core.run(halfWay, 'approval.execute', { run })).rejects.toMatchObject({ run })
        expect(await look(run)).toMatchObject({ state: 'failed', outcome: ['the old key still works'] })
        expect(await keyNow()).not.toBe(connector.apiKeyId)
        expect(await isValid()).toBe(true)
        await expect(core.run(ada, 'approval.resume', { run })).rejects.toMatchObject({
          code: 'privilege.missing',
        })
      } finally {
        await roles('patchbay-operator')
      }
      await core.run(ada, 'approval.resume', { run })
      expect(await look(run)).toMatchObject({
        state: 'done',
        outcome: ['the new key was checked, the old one is refused'],
      })
      expect(await isValid()).toBe(false)
    })

    it('is not decided by its requester, nor by somebody who may not', async () => {
      const { core, ada, eve } = team()
      const { run } = await ask('self')
      await expect(core.run(ada, 'approval.decide', { run, choice: 'approve' })).rejects.toMatchObject({
        code: 'approval.not-yours',
      })
      await expect(core.run(eve, 'approval.decide', { run, choice: 'approve' })).rejects.toMatchObject({
        code: 'privilege.missing',
      })
    })

    it('asks again when what it is about has changed', async () => {
      const { core, ada, grace, elastic } = team()
      const { connector, run } = await ask('changed')
      await elastic.es.connector.updateApiKeyId({ connector_id: connector.id, api_key_id: 'another' })
      await expect(core.run(grace, 'approval.decide', { run, choice: 'approve' })).rejects.toMatchObject({
        code: 'approval.changed',
      })
      await expect(core.run(ada, 'approval.execute', { run })).rejects.toMatchObject({
        code: 'approval.state',
      })
    })
  })

  describe("with a plain user's own rights", () => {
    it('a forged vote does not count: Elasticsearch stamps its author', async () => {
      const { core, ada } = team()
      const { run } = await ask('forged-vote')
      const { digest } = z
        .object({ digest: z.string() })
        .parse(resultOf(await core.run(ada, 'approval.get', { run })))
      await forge(ada, `${run}/2`, {
        event: { type: 'vote', choice: 'approve', digest },
        by: {
          username: 'grace',
          realm: { name: 'default_native' },
          roles: ['patchbay-approver'],
          api_key: null,
        },
        '@timestamp': '2020-01-01T00:00:00.000Z',
      })
      expect(await look(run)).toMatchObject({
        state: 'waiting',
        void: [{ why: 'the requester never counts' }],
      })
      await expect(core.run(ada, 'approval.execute', { run })).rejects.toMatchObject({
        code: 'approval.state',
      })
    })

    it('a vote with an API key of their own does not count either', async () => {
      const { core, grace } = team()
      const { run } = await ask('key-vote')
      const { encoded } = await grace.es.security.createApiKey({ name: 'mine' })
      const es = grace.connectAs(new Secret(encoded))
      const withKey = { ...grace, es, actor: { ...grace.actor } }
      await expect(core.run(withKey, 'approval.decide', { run, choice: 'approve' })).rejects.toMatchObject({
        code: 'run.void',
      })
      expect((await look(run)).state).toBe('waiting')
    })

    it('a request whose text lies is decided by what it really is', async () => {
      const { core, ada, grace } = team()
      const { connector, run } = await ask('liar')
      const lying = `${run.slice(0, -4)}7777`
      await forge(ada, `${lying}/1`, {
        event: {
          type: 'requested',
          operation: 'connector.delete',
          version: 1,
          input: { connector: connector.id, withIndex: true },
          digest: 'f'.repeat(64),
          targetLabel: 'a harmless test',
          plan: { headline: 'Only looks at something' },
          risk: 'read',
          decision: 'now',
        },
      })
      const seen = z
        .object({ operation: z.string(), risk: z.string(), target: z.string(), changed: z.boolean() })
        .parse(resultOf(await core.run(grace, 'approval.get', { run: lying })))
      expect(seen).toMatchObject({ operation: 'connector.delete', risk: 'irreversible', changed: true })
      expect(seen.target).not.toContain('harmless')
      await expect(core.run(ada, 'approval.execute', { run: lying })).rejects.toMatchObject({
        code: 'approval.state',
      })
    })

    it('the log can only be added to', async () => {
      const { ada } = team()
      const { run } = await ask('append-only')
      const es = ada.es
      const status = async (call: Promise<unknown>) =>
        call.then(
          () => 200,
          (error: unknown) => Reflect.get(Object(error), 'status'),
        )
      expect(await status(es.index({ index: runsIndex, id: `${run}/1`, document: { event: 'x' } }))).toBe(403)
      expect(await status(es.update({ index: runsIndex, id: `${run}/1`, doc: { event: 'x' } }))).toBe(403)
      expect(await status(es.delete({ index: runsIndex, id: `${run}/1` }))).toBe(403)
      expect(
        await status(es.indices.putMapping({ index: runsIndex, properties: { x: { type: 'keyword' } } })),
      ).toBe(403)
      expect(
        await status(
          es.indices.putSettings({ index: runsIndex, settings: { 'index.final_pipeline': '_none' } }),
        ),
      ).toBe(403)
      expect(await status(es.ingest.putPipeline({ id: 'patchbay-stamp', processors: [] }))).toBe(403)
      expect(await status(es.indices.delete({ index: runsIndex }))).toBe(403)
    })

    it('a second document with a number of the log is refused, and one after a gap is not read', async () => {
      const { ada, grace, core } = team()
      const { run } = await ask('numbers')
      const second = await forge(ada, `${run}/1`, { event: { type: 'withdrawn' } })
      expect(second.items[0]?.create?.status).toBe(409)
      await forge(ada, `${run}/9`, { event: { type: 'withdrawn' } })
      await core.run(grace, 'approval.decide', { run, choice: 'approve' })
      expect((await look(run)).state).toBe('approved')
    })

    it('a policy of their own is refused by the cluster, and one in a configuration only makes it stricter', async () => {
      const { core, ada, connectorWithKey, login } = team()
      const policy = { rules: [{ operations: ['*'], decision: 'now' as const }] }
      const answer = await ada.es
        .bulk({ index: 'patchbay-policy', operations: [{ create: { _id: '2' } }, { policy }] })
        .catch((error: unknown) => Reflect.get(Object(error), 'status') as unknown)
      expect(JSON.stringify(answer)).toMatch(/403/)
      const connector = await connectorWithKey('local-policy')
      const session = await login('ada')
      const loose = { ...session, cluster: { ...session.cluster, stricter: policy.rules } }
      expect((await core.run(loose, 'api-key.rotate', { connector: connector.id })).state).toBe('waiting')
      const strict = {
        ...session,
        cluster: {
          ...session.cluster,
          stricter: [{ operations: ['api-key.*'], decision: 'refuse' as const }],
        },
      }
      await expect(core.run(strict, 'api-key.rotate', { connector: connector.id })).rejects.toMatchObject({
        code: 'policy.refused',
        message: expect.stringContaining('the policy of the cluster does not'),
      })
    })
  })
}
