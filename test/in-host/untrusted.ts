import assert from 'node:assert/strict'
import { after, before, describe, it } from 'mocha'
import * as vscode from 'vscode'
import { z } from 'zod'
import { type CountedRequests, countRequests } from '../fixtures/count-requests.ts'
import { pause, readGround, services, until, useClusters } from './ground.ts'

const text = `# @cluster test
DELETE search-products
`
const partSchema = z.object({ value: z.string() })
const says = /not trusted.*Workspaces: Manage Workspace Trust/

describe('a workspace that nobody trusts', () => {
  let way: CountedRequests
  let connector = ''
  const sent = (): string[] => way.seen.map(({ path }) => path)

  /** Runs a command until it ends, which it does once what it said is out of sight; answers with what it sent. */
  const sentBy = async (command: string, ...given: unknown[]): Promise<string[]> => {
    const before = sent().length
    let ended = false
    const running = Promise.resolve(vscode.commands.executeCommand(command, ...given)).then(() => {
      ended = true
    })
    while (!ended) {
      await vscode.commands.executeCommand('notifications.clearAll')
      await pause(100)
    }
    await running
    return sent().slice(before)
  }

  before(async () => {
    assert.equal(vscode.workspace.isTrusted, false)
    const ground = await readGround()
    ;({ connector } = ground)
    way = await countRequests(ground.url)
    await useClusters({ name: 'test', url: way.url, username: 'ada' })
  })
  after(async () => {
    await useClusters()
    way.close()
  })

  it('sends no request of its files, which are explained and checked all the same', async () => {
    const document = await vscode.workspace.openTextDocument({ language: 'patchbay-es', content: text })
    await vscode.window.showTextDocument(document)
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
      'vscode.executeHoverProvider',
      document.uri,
      new vscode.Position(1, 10),
    )
    assert.ok(hovers.length > 0)
    assert.deepEqual(await sentBy('patchbay.request.run', document.uri, 0), [])
    assert.deepEqual(await sentBy('patchbay.request.runAll', document.uri), [])
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor')
  })

  it('runs no command that changes something, and opens none to be changed', async () => {
    const row = { kind: 'connector', cluster: 'test', connector: { id: connector } }
    for (const command of ['sync.start', 'connector.delete', 'openConnector'])
      assert.deepEqual(await sentBy(`patchbay.${command}`, row), [], command)
  })

  it('refuses the tools of language models, with the words by which a person trusts it', async () => {
    for (const tool of ['connector_list', 'connector_delete']) {
      const before = sent().length
      const { content } = await vscode.lm.invokeTool(
        `patchbay_${tool}`,
        { input: { connector }, toolInvocationToken: undefined },
        new vscode.CancellationTokenSource().token,
      )
      assert.match(content.map((part) => partSchema.parse(part).value).join(''), says)
      assert.deepEqual(sent().slice(before), [])
    }
  })

  // Last, for the tree asks in its own time.
  it('still shows the connectors of the clusters that somebody added to this machine', async () => {
    const { tree } = await services()
    const [cluster] = await tree.getChildren()
    assert.ok(cluster)
    await until(async () => (await tree.getChildren(cluster)).some(({ kind }) => kind === 'connector'))
  })
})
