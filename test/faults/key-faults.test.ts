import { afterAll, beforeAll, describe } from 'vitest'
import { conversionFaultCases } from '../team/conversion-fault-cases.ts'
import { openLocalTeam } from '../team/open-local-team.ts'
import { doubleRotationFaultCases, rotationFaultCases } from '../team/rotation-fault-cases.ts'

describe('keys, stopped at every call, on local Elasticsearch', () => {
  let opened: Awaited<ReturnType<typeof openLocalTeam>> | undefined
  beforeAll(async () => {
    opened = await openLocalTeam()
  })
  afterAll(() => opened?.close())

  const team = () => {
    if (opened === undefined) throw new Error('Local Elasticsearch has not started.')
    return opened.team
  }
  rotationFaultCases(team)
  doubleRotationFaultCases(team, process.env['PATCHBAY_RUNS'] === undefined ? 1 : 5)
  conversionFaultCases(team)
})
