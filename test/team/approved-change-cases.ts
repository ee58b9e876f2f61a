import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { resultOf, runOf, type Team } from './open-team.ts'

const idOf = z.object({ id: z.string(), index: z.string() })

/** Changes of rules and indices where policy asks: an approver needs no right to the documents. */
export const approvedChangeCases = (team: () => Team): void => {
  const connector = async (name: string) => {
    const { core, ada } = team()
    const input = { serviceType: 'dir', name, indexName: `search-${name}` }
    return idOf.parse(resultOf(await core.run(ada, 'connector.create', input)))
  }
  const draft = (id: string, value: string) => {
    const { core, ada } = team()
    const rules = [{ policy: 'exclude', field: 'name', rule: 'ends_with', value }]
    return core.run(ada, 'rules.draft', { connector: id, rules })
  }

  describe('a change of rules or of an index that needs an approval', () => {
    it('activates the rules that were voted for', async () => {
      const { core, ada, grace } = team()
      const { id } = await connector('voted-rules')
      await draft(id, '.tmp')
      const run = runOf(await core.run(ada, 'rules.activate', { connector: id }))
      await core.run(grace, 'approval.decide', { run, choice: 'approve' })
      await core.run(ada, 'approval.execute', { run })
      expect(resultOf(await core.run(ada, 'rules.get', { connector: id }))).toMatchObject({
        active: { rules: [{ value: '.tmp' }] },
        draft: null,
      })
    })

    it('asks again when the draft has changed', async () => {
      const { core, ada, grace } = team()
      const { id } = await connector('redrafted')
      await draft(id, '.tmp')
      const run = runOf(await core.run(ada, 'rules.activate', { connector: id }))
      await draft(id, '.bak')
      await expect(core.run(grace, 'approval.decide', { run, choice: 'approve' })).rejects.toMatchObject({
        code: 'approval.changed',
      })
    })

    it('empties and deletes an index, which the approver sees and can not read', async () => {
      const { core, ada, grace, elastic } = team()
      const { index } = await connector('voted-index')
      await elastic.es.index({ index, document: { a: 1 }, refresh: true })
      for (const [operation, more] of [
        ['index.clean', {}],
        ['index.delete', { evenIfUsed: true }],
      ] as const) {
        const run = runOf(await core.run(ada, operation, { index, ...more }))
        const shown = resultOf(await core.run(grace, 'approval.get', { run }))
        expect(JSON.stringify(shown)).toContain(index)
        await core.run(grace, 'approval.decide', { run, choice: 'approve' })
        resultOf(await core.run(ada, 'approval.execute', { run }))
      }
      expect(await elastic.es.indices.exists({ index })).toBe(false)
    })
  })
}
