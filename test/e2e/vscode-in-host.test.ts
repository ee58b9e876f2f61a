import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { fillConnectors } from '../bench/fill-connectors.ts'
import { openLocalTeam } from '../team/open-local-team.ts'
import { teamPassword } from '../team/open-team.ts'
import { runInHost } from '../vs-code/run-in-host.ts'
import { whyNoVsCode } from '../vs-code/serve-vs-code.ts'

const why = whyNoVsCode()
const connectors = 250

describe.skipIf(why !== undefined)('inside the host of extensions', () => {
  let close = (): Promise<void> => Promise.resolve()
  let files: Readonly<Record<string, string>> = {}

  beforeAll(async () => {
    const local = await openLocalTeam()
    ;({ close } = local)
    const { team } = local
    const { id, index } = await team.connectorWithKey('products')
    await fillConnectors(team, connectors - 1)
    const { connector } = team.elastic.es
    const { id: job } = z
      .object({ id: z.string() })
      .parse(await connector.syncJobPost({ id, job_type: 'full' }))
    await connector.syncJobCancel({ connector_sync_job_id: job })
    const ground = { url: team.url, password: teamPassword, connectors, connector: id, index, job }
    files = { 'ground.json': JSON.stringify(ground) }
  })
  afterAll(() => close())

  const passes = async (trusted: boolean): Promise<number> => {
    const reports = await runInHost(files, trusted)
    expect(reports.filter(({ failed }) => failed !== undefined)).toEqual([])
    return reports.length
  }

  it('passes the suite of test/in-host', async () => {
    expect(await passes(true)).toBeGreaterThan(5)
  })

  it('sends nothing from a workspace that nobody trusts but what its tree asks', async () => {
    expect(await passes(false)).toBe(4)
  })
})
