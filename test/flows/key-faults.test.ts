import { afterAll, beforeAll, describe } from 'vitest'
import { conversionFaultCases } from '../team/conversion-fault-cases.ts'
import { openLocalTeam } from '../team/open-local-team.ts'
import { rotationFaultCases } from '../team/rotation-fault-cases.ts'

describe('keys, stopped at some of their calls, on local Elasticsearch', () => {
  let opened: Awaited<ReturnType<typeof openLocalTeam>> | undefined
  beforeAll(async () => {
    opened = await openLocalTeam()
  })
  afterAll(() => opened?.close())

  const team = () => {
    if (opened === undefined) throw new Error('Local Elasticsearch has not started.')
    return opened.team
  }
  // Each call is stopped in the full fault tests.
  rotationFaultCases(team, 11)
  conversionFaultCases(team, 11)
})
