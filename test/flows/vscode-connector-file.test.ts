import { Secret } from '@patchbay/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readState } from '../../vscode-extension/src/connector-document/connector-state.ts'
import { planChanges } from '../../vscode-extension/src/connector-document/plan-changes.ts'
import { planSave } from '../../vscode-extension/src/connector-document/plan-save.ts'
import { openLocalTeam } from '../team/open-local-team.ts'
import type { Team } from '../team/open-team.ts'

let team: Team
let close: () => Promise<void>
let connector: string

beforeAll(async () => {
  ;({ team, close } = await openLocalTeam())
  connector = (await team.connectorWithKey('products')).id
})
afterAll(() => close())

const parts = ['connector.rename', 'connector.configure', 'connector.schedule']

/** Whoever saves, on a cluster whose policy asks these people about these operations. */
const ground = (asked: readonly string[] = [], approvers = 'role:patchbay-approver') => ({
  core: team.core,
  session: {
    ...team.ada,
    cluster: {
      ...team.ada.cluster,
      stricter: asked.map((operation) => ({
        operations: [operation],
        decision: 'ask' as const,
        approvers: [approvers],
      })),
    },
  },
})

describe('saving a connector that is open as a file', () => {
  const planned = async (on = ground()) => {
    const state = await readState(ground(), connector)
    const document = structuredClone(state.document)
    document.description = 'the shop'
    document.configuration['host'] = 'db2'
    document.schedule.full = { enabled: true, cron: '0 0 3 * * ?' }
    const changes = planChanges(state.id, state.document, document).map(({ operation, input }) => ({
      operation,
      input:
        operation === 'connector.configure'
          ? { ...input, values: { host: 'db2', password: new Secret('hush-hush') } }
          : input,
    }))
    return planSave(on, { state, changes })
  }

  it('goes by the operation of each part where nobody has to approve', async () => {
    const calls = await planned()
    expect(calls.map(({ operation }) => operation.name)).toEqual(parts)
  })

  it('asks about each part where policy wants other people for it than for a file', async () => {
    const calls = await planned(ground(['connector.configure'], 'user:grace'))
    expect(calls.map(({ operation, asks }) => [operation.name, asks])).toEqual(
      parts.map((name) => [name, name === 'connector.configure']),
    )
  })

  it('is one plan and one request where somebody has to, and no secret stands in it', async () => {
    const asking = ground(['connector.configure', 'connector.schedule'])
    const [call, ...others] = await planned(asking)
    expect(others).toEqual([])
    expect(call).toMatchObject({ asks: true, operation: { name: 'connector.apply' } })
    expect(call?.after).toMatch(/description: the shop[^]*host: db2[^]*full sync: /)
    expect(`${call?.after}${String(call?.input['file'])}`).not.toContain('hush-hush')
    const answer = await team.core.run(asking.session, 'connector.apply', call?.input ?? {})
    if (answer.state !== 'waiting') throw new Error(`It answered ${answer.state}.`)
    await team.core.run(team.grace, 'approval.decide', { run: answer.run, choice: 'approve' })
    const secrets = { 'secrets.products.password': new Secret('hush-hush') }
    const done = await team.core.run(asking.session, 'approval.execute', { run: answer.run, secrets })
    expect(done.state).toBe('done')
    const { document } = await readState(ground(), connector)
    expect(document).toMatchObject({
      description: 'the shop',
      configuration: { host: 'db2', password: '(set)' },
      schedule: { full: { enabled: true, cron: '0 0 3 * * ?' } },
    })
  })
})
