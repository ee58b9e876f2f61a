import { fileURLToPath } from 'node:url'
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js'
import { tmpdir } from 'node:os'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { spawnCli } from '../command-line/patchbay-cli.ts'
import { openLocalTeam } from '../team/open-local-team.ts'
import { resultOf, type Team, teamPassword } from '../team/open-team.ts'

const bin = fileURLToPath(new URL('../../core/bin/patchbay.mjs', import.meta.url))
const answered = z.object({
  isError: z.boolean().optional(),
  content: z.tuple([z.object({ type: z.literal('text'), text: z.string() })]),
})
const waiting = z.object({ state: z.literal('approval requested'), run: z.string(), next: z.string() })

let team: Team
let close: () => Promise<void>
const client = new Client({ name: 'test', version: '1.0.0' })
let notes = ''

/** What the tool answered, with the text that the model reads. */
const call = async (name: string, args: Record<string, unknown> = {}, onprogress?: (p: unknown) => void) => {
  const options = onprogress === undefined ? {} : { onprogress }
  const answer = answered.parse(await client.callTool({ name, arguments: args }, undefined, options))
  const [{ text }] = answer.content
  return { failed: answer.isError === true, text, value: z.unknown().parse(JSON.parse(text)) }
}

beforeAll(async () => {
  ;({ team, close } = await openLocalTeam())
  const { PATH = '' } = process.env
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [bin, 'mcp'],
    cwd: tmpdir(),
    env: { PATH, ES_URL: team.url, ES_USER: 'ada', ES_PASSWORD: teamPassword },
    stderr: 'pipe',
  })
  transport.stderr?.on('data', (chunk: unknown) => {
    notes += String(chunk)
  })
  await client.connect(transport)
})
afterAll(async () => {
  await client.close()
  await close()
})

describe('patchbay mcp', () => {
  it('offers every operation as noun_verb, with its schema and what it does to the world', async () => {
    const { tools } = await client.listTools()
    expect(tools.map(({ name }) => name).toSorted()).toEqual(
      team.core.operations.map(({ name }) => name.replaceAll(/[.-]/g, '_')).toSorted(),
    )
    const tool = (name: string) => tools.find((one) => one.name === name)
    expect(tool('connector_list')?.annotations).toMatchObject({ readOnlyHint: true, destructiveHint: false })
    expect(tool('connector_delete')?.annotations).toMatchObject({
      readOnlyHint: false,
      destructiveHint: true,
    })
    expect(tool('connector_delete')?.inputSchema).toMatchObject({
      type: 'object',
      required: ['connector'],
      properties: { connector: { type: 'string' }, reason: { type: 'string' }, dryRun: { type: 'boolean' } },
    })
    expect(JSON.stringify(tool('approval_execute')?.inputSchema)).not.toContain('secrets')
    expect(client.getInstructions()).toContain('a person decides')
    expect(notes).toContain('Serving tools for')
  })

  it('answers a read at once, and changes what policy lets be changed, with progress', async () => {
    const seen: unknown[] = []
    const args = { serviceType: 'postgresql', name: 'made-by-tool' }
    const made = await call('connector_create', args, (progress) => seen.push(progress))
    expect(made).toMatchObject({ failed: false, value: { state: 'done', run: expect.any(String) } })
    expect(seen.length).toBeGreaterThan(0)
    const shown = await call('connector_get', { connector: 'made-by-tool' })
    expect(shown).toMatchObject({ failed: false, value: { name: 'made-by-tool' } })
  })

  it('ends at a request where a person has to approve, and goes on when one has', async () => {
    resultOf(await team.core.run(team.ada, 'connector.create', { serviceType: 'dir', name: 'doomed' }))
    const planned = await call('connector_delete', { connector: 'doomed', dryRun: true })
    expect(planned).toMatchObject({ failed: false, value: { state: 'planned' } })
    const asked = await call('connector_delete', { connector: 'doomed', reason: 'a model said so' })
    const { run, next } = waiting.parse(asked.value)
    expect(next).toContain(`patchbay approval decide ${run} --approve`)
    expect(await call('approval_get', { run })).toMatchObject({
      value: { state: 'waiting', reason: 'a model said so' },
    })
    expect(await call('approval_execute', { run })).toMatchObject({ failed: true })
    await team.core.run(team.grace, 'approval.decide', { run, choice: 'approve' })
    expect(await call('approval_execute', { run })).toMatchObject({ failed: false, value: { state: 'done' } })
    expect(await call('connector_get', { connector: 'doomed' })).toMatchObject({
      failed: true,
      value: { error: { code: 'target.not-found' } },
    })
  })

  it('casts no vote, takes no secret and delivers none, and says where a person does it', async () => {
    const { id } = await team.connectorWithKey('guarded')
    for (const name of ['api_key_generate', 'api_key_rotate', 'api_key_collect', 'cluster_setup']) {
      const refused = await call(name, { connector: id })
      expect(refused.failed).toBe(true)
      expect(refused.text).toContain('secret that is shown once')
      expect(refused.text).toContain('in a terminal')
    }
    expect((await call('approval_decide', { run: 'x', choice: 'approve' })).text).toContain(
      "vote is a person's",
    )

    const typed = await call('connector_configure', { connector: id, values: { password: 'hunter2' } })
    expect(typed.failed).toBe(true)
    expect(typed.text).toContain('password: is a secret')
    expect(typed.text).toContain('--set password')
    expect(typed.text).not.toContain('hunter2')
    const withSecrets = await call('approval_execute', {
      run: 'x',
      secrets: { 'values.password': 'hunter2' },
    })
    expect(withSecrets).toMatchObject({ failed: true, text: expect.not.stringContaining('hunter2') })
  })

  it('does not carry on a run that delivers a secret', async () => {
    const { id } = await team.connectorWithKey('rotated')
    const asked = await team.core.run(team.ada, 'api-key.rotate', { connector: id })
    const run = 'run' in asked ? asked.run : ''
    await team.core.run(team.grace, 'approval.decide', { run, choice: 'approve' })
    const refused = await call('approval_execute', { run })
    expect(refused).toMatchObject({ failed: true, text: expect.stringContaining('shown once') })
    expect(await call('approval_get', { run })).toMatchObject({ value: { state: 'approved' } })
  })

  it('ends when its client leaves, whether or not the cluster answers', async () => {
    const env = { ES_URL: 'http://127.0.0.1:1', ES_PASSWORD: 'x' }
    // Started without an input, it meets its end at once.
    expect(await spawnCli(['mcp'], { cwd: tmpdir(), env })).toMatchObject({ code: 0, stdout: '' })
  })

  it('says what is wrong with the input, and that there is no such tool', async () => {
    expect(await call('connector_get', {})).toMatchObject({
      failed: true,
      value: { error: { code: 'input.invalid', field: 'connector', next: expect.any(String) } },
    })
    await expect(call('connector_explode')).rejects.toThrow('There is no tool "connector_explode".')
  })
})
