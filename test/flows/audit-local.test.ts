import { afterAll, beforeAll, describe } from 'vitest'
import { actorCases } from '../team/actor-cases.ts'
import { noticeCases } from '../team/notice-cases.ts'
import { auditCases } from '../team/audit-cases.ts'
import { openLocalTeam } from '../team/open-local-team.ts'
import type { Team } from '../team/open-team.ts'

describe('the audit trail on local Elasticsearch', () => {
  let opened: { team: Team; close: () => Promise<void> } | undefined
  beforeAll(async () => {
    opened = await openLocalTeam()
  })
  afterAll(() => opened?.close())

  const team = (): Team => {
    if (opened === undefined) throw new Error('Local Elasticsearch has not started.')
    return opened.team
  }
  auditCases(team)
  actorCases(team)
  noticeCases(team)
})
