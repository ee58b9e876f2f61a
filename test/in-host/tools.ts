import assert from 'node:assert/strict'
import { after, before, describe, it } from 'mocha'
import * as vscode from 'vscode'
import { z } from 'zod'
import type { Services } from '../../vscode-extension/src/commands/services.ts'
import { readGround, useClusters } from './ground.ts'

const answerSchema = z
  .looseObject({
    state: z.string().optional(),
    run: z.string().optional(),
    // A connector's own error is a field of what is known about it.
    error: z.object({ message: z.string() }).nullish().catch(undefined),
  })
  // Some answer in words.
  .catch({})
type Answer = z.infer<typeof answerSchema>

const partSchema = z.object({ value: z.string() })
const schemaOf = z.object({ required: z.array(z.string()).default([]) })

const nameOf = (operation: string): string => `patchbay_${operation.replaceAll(/[.-]/g, '_')}`

describe('the tools of language models', () => {
  let connector = ''
  let operations: Awaited<ReturnType<Services['connections']['open']>>['core']['operations'] = []

  /** As an agent of the editor calls a tool. The editor's own question is answered with yes while tests run. */
  const call = async (operation: string, input: object): Promise<Answer> => {
    const { token } = new vscode.CancellationTokenSource()
    const asked = { input, toolInvocationToken: undefined }
    const { content } = await vscode.lm.invokeTool(nameOf(operation), asked, token)
    return answerSchema.parse(JSON.parse(content.map((part) => partSchema.parse(part).value).join('')))
  }

  before(async () => {
    const ground = await readGround()
    ;({ connector } = ground)
    const { connections } = await useClusters({ name: 'test', url: ground.url, username: 'ada' })
    ;({ operations } = (await connections.open('test')).core)
  })
  after(() => useClusters())

  let run = ''

  it('end at a request that a person decides about, where policy says so', async () => {
    const answer = await call('connector.delete', { connector, reason: 'a model was asked to' })
    assert.equal(answer.state, 'approval requested')
    assert.ok(answer.run)
    ;({ run } = answer)
    assert.equal((await call('approval.get', { run })).state, 'waiting')
    assert.equal((await call('connector.get', { connector })).id, connector)
  })

  it('answer every question of a model about the cluster', async () => {
    const { job, index } = await readGround()
    const given: Readonly<Record<string, unknown>> = {
      connector,
      run,
      job,
      index,
      serviceType: 'mongodb',
      identity: 'ada',
      operation: 'api-key.rotate',
      operations: ['api-key.rotate'],
    }
    const offered = new Map(vscode.lm.tools.map(({ name, inputSchema }) => [name, inputSchema]))
    const reading = operations.filter(({ name, risk }) => risk === 'read' && offered.has(nameOf(name)))
    const refused: string[] = []
    for (const { name } of reading) {
      const fields = schemaOf.parse(offered.get(nameOf(name))).required
      const input = Object.fromEntries(fields.map((field) => [field, given[field]]))
      const answer = await call(name, input)
      if (answer.error) refused.push(`${name}: ${answer.error.message}`)
    }
    assert.ok(reading.length > 25)
    // What there is to say of a connector that nobody has configured yet.
    assert.deepEqual(refused, [
      'connector.test: The configuration lacks host, port, username, password, database, schema: the data source was not asked.',
      'access.preview: "products" has no identities yet.',
    ])
  })

  it('name the clusters that there are to a model that names none of them', async () => {
    const { error } = await call('connector.list', { cluster: 'prod' })
    assert.match(JSON.stringify(error), /cluster: must be one of test\./)
  })
})
