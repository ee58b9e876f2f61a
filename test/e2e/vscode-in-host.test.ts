import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { fillConnectors } from '../bench/fill-connectors.ts'
import { openLocalTeam } from '../team/open-local-team.ts'
import { teamPassword } from '../team/open-team.ts'
import { runInHost } from '../vs-code/run-in-host.ts'
import { whyNoVsCode } from '../vs-code/serve-vs-code.ts'

const why = whyNoVsCode()
const connectors = 250

describe.skipIf(why !== undefined)('inside the host of extensions', () => {
  it('passes the suite of test/in-host', async () => {
    const { team, close } = await openLocalTeam()
    try {
      const { id, index } = await team.connectorWithKey('products')
      await fillConnectors(team, connectors - 1)
      const { connector } = team.elastic.es
      const { id: job } = z
        .object({ id: z.string() })
        .parse(await connector.syncJobPost({ id, job_type: 'full' }))
      await connector.syncJobCancel({ connector_sync_job_id: job })
      const ground = { url: team.url, password: teamPassword, connectors, connector: id, index, job }
      const reports = await runInHost({ 'ground.json': JSON.stringify(ground) })
      expect(reports.filter(({ failed }) => failed !== undefined)).toEqual([])
      expect(reports.length).toBeGreaterThan(5)
    } finally {
      await close()
    }
  })
})
