import { afterAll, beforeAll, describe } from 'vitest'
import { doctorCases } from '../team/doctor-cases.ts'
import { openLocalTeam } from '../team/open-local-team.ts'
import type { Team } from '../team/open-team.ts'

describe('a cluster examined, on local Elasticsearch', () => {
  let opened: { team: Team; close: () => Promise<void> } | undefined
  beforeAll(async () => {
    opened = await openLocalTeam()
  })
  afterAll(() => opened?.close())

  doctorCases(() => {
    if (opened === undefined) throw new Error('Local Elasticsearch has not started.')
    return opened.team
  })
})
