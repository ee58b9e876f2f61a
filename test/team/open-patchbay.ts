import { isPatchbayError, type PatchbayError, type Session } from '@patchbay/core'
import { z } from 'zod'
import type { TestCluster } from '../conformance/cluster-under-test.ts'
import { openTeam, resultOf, type Team } from './open-team.ts'

/** The team where dangerous operations run at once, and short ways to call operations. */
export interface OpenPatchbay extends Team {
  /** The result of an operation that is done; anything else fails the test. */
  call(session: Session, operation: string, input: object): Promise<unknown>
  /** The plan of an operation, as text. */
  plan(session: Session, operation: string, input: object): Promise<string>
  /** How an operation was refused. */
  refusal(session: Session, operation: string, input: object): Promise<PatchbayError>
}

export const openPatchbay = async (cluster: TestCluster): Promise<OpenPatchbay> => {
  const team = await openTeam(cluster)
  const { core } = team
  await core.run(team.elastic, 'cluster.setup', { policy: 'now' })
  return {
    ...team,
    call: async (session, operation, input) => resultOf(await core.run(session, operation, input)),
    plan: async (session, operation, input) => {
      const outcome = await core.run(session, operation, input, { dryRun: true })
      if (outcome.state !== 'planned') throw new Error(`${operation} is ${outcome.state}`)
      return JSON.stringify(outcome.plan)
    },
    refusal: async (session, operation, input) => {
      const refused = await core.run(session, operation, input).catch((error: unknown) => error)
      if (isPatchbayError(refused)) return refused
      throw new Error(`${operation} was not refused: ${JSON.stringify(refused)}`)
    },
  }
}

/** Ids and such in a result. */
export const textIn = (result: unknown, key: string): string =>
  z.string().parse(z.record(z.string(), z.unknown()).parse(result)[key])
