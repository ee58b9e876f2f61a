import { describe, expect, it } from 'vitest'
import { configuredConnectorCases } from '../team/configured-connector-cases.ts'
import { connectorCases } from '../team/connector-cases.ts'
import { connectorFaultCases } from '../team/connector-fault-cases.ts'
import { connectorIndexCases } from '../team/connector-index-cases.ts'
import { teamPassword } from '../team/open-team.ts'
import { pipelineCases } from '../team/pipeline-cases.ts'
import { problemCases } from '../team/problem-cases.ts'
import { staggerCases } from '../team/stagger-cases.ts'
import { stepCountCases } from '../team/step-count-cases.ts'
import { localPatchbay } from '../team/open-local-patchbay.ts'

describe('on local Elasticsearch', () => {
  const opened = localPatchbay()
  connectorCases(opened)
  configuredConnectorCases(opened)
  connectorIndexCases(opened)
  pipelineCases(opened, { processors: true })
  problemCases(opened)
  staggerCases(opened)
  stepCountCases(opened)
  // Each call is stopped in the full fault tests.
  connectorFaultCases(opened, 11)

  // The real server of the tests answers GET / by itself, whoever asks.
  it('tells somebody who may not even ask the cluster what it is which privilege that needs', async () => {
    const { security } = opened().elastic.es
    await security.putRole({ name: 'sees-nothing', cluster: [] })
    await security.putUser({ username: 'nemo', password: teamPassword, roles: ['sees-nothing'] })
    await expect(opened().login('nemo')).rejects.toMatchObject({
      code: 'privilege.missing',
      message: expect.stringContaining('monitor'),
      next: expect.stringContaining('patchbay-member'),
    })
  })
})
