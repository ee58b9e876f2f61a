import { fileURLToPath } from 'node:url'
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openLocalTeam } from '../team/open-local-team.ts'
import { type Team, teamPassword } from '../team/open-team.ts'

const program = fileURLToPath(new URL('../../vscode-extension/src/mcp-entry.ts', import.meta.url))

let team: Team
let close: () => Promise<void>
const client = new Client({ name: 'test', version: '1.0.0' })

beforeAll(async () => {
  ;({ team, close } = await openLocalTeam())
  await team.connectorWithKey('products')
  await client.connect(
    new StdioClientTransport({
      command: process.execPath,
      args: [program],
      // As the editor starts it: what it needs, and nothing of a shell.
      env: {
        PATCHBAY_MCP_CLUSTER: JSON.stringify({ name: 'test', url: team.url, username: 'ada' }),
        PATCHBAY_MCP_SECRET: teamPassword,
        PATCHBAY_MCP_VERSION: '1.2.3',
      },
    }),
  )
})
afterAll(async () => {
  await client.close()
  await close()
})

describe('the MCP server that the editor starts for a cluster', () => {
  it('offers the operations, as the person who signed in there', async () => {
    expect(client.getServerVersion()).toEqual({ name: 'patchbay', version: '1.2.3' })
    const { tools } = await client.listTools()
    expect(tools.length).toBe(team.core.operations.length)
    const listed = JSON.stringify(await client.callTool({ name: 'connector_list', arguments: {} }))
    expect(listed).toContain('products')
    const who = JSON.stringify(await client.callTool({ name: 'actor_whoami', arguments: {} }))
    expect(who).toContain('ada')
    expect(`${listed}${who}`).not.toContain(teamPassword)
  })

  it('ends a guarded change at a request that a person decides about', async () => {
    const unsaid = { name: 'connector_delete', arguments: { connector: 'products' } }
    expect(JSON.stringify(await client.callTool(unsaid))).toContain('reason.missing')
    const call = { ...unsaid, arguments: { ...unsaid.arguments, reason: 'not needed' } }
    const asked = JSON.stringify(await client.callTool(call))
    expect(asked).toContain('approval requested')
  })
})
