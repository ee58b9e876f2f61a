import { afterAll, beforeAll, describe } from 'vitest'
import { executorCases } from '../team/executor-cases.ts'
import { openLocalTeam } from '../team/open-local-team.ts'
import type { Team } from '../team/open-team.ts'

describe('services that execute, on local Elasticsearch', () => {
  let opened: { team: Team; close: () => Promise<void> } | undefined
  beforeAll(async () => {
    opened = await openLocalTeam()
  })
  afterAll(() => opened?.close())

  executorCases(() => {
    if (opened === undefined) throw new Error('Local Elasticsearch has not started.')
    return opened.team
  })
})
