import assert from 'node:assert/strict'
import { after, before, describe, it } from 'mocha'
import * as vscode from 'vscode'
import { type CountedRequests, countRequests } from '../fixtures/count-requests.ts'
import { readGround, until, useClusters } from './ground.ts'

const text = `# @cluster test
GET _connector?size=1&filter_path=count

GET nowhere/_count

GET _connector?size=2&filter_path=count
`
const [first, refused, last] = [
  '/_connector?size=1&filter_path=count',
  '/nowhere/_count',
  '/_connector?size=2&filter_path=count',
]

describe('request files', () => {
  let way: CountedRequests
  let editor: vscode.TextEditor
  const sent = (): string[] =>
    way.seen.map(({ path }) => path).filter((path) => /_count|filter_path=count/.test(path))
  /** Runs a command, and says what of the file it sent. */
  const sentBy = async (command: string): Promise<string[]> => {
    const before = sent().length
    await vscode.window.showTextDocument(editor.document, editor.viewColumn)
    await vscode.commands.executeCommand(command)
    return sent().slice(before)
  }
  const shown = (): string =>
    vscode.workspace.textDocuments.find(({ languageId }) => languageId === 'patchbay-response')?.getText() ??
    ''
  const stopOnError = (stops: boolean | undefined) =>
    vscode.workspace
      .getConfiguration('patchbay')
      .update('stopOnError', stops, vscode.ConfigurationTarget.Workspace)

  before(async () => {
    way = await countRequests((await readGround()).url)
    await useClusters({ name: 'test', url: way.url, username: 'ada' })
    const document = await vscode.workspace.openTextDocument({ language: 'patchbay-es', content: text })
    editor = await vscode.window.showTextDocument(document)
  })
  after(async () => {
    await stopOnError(undefined)
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor')
    await useClusters()
    way.close()
  })

  it('send what is selected, and nothing else', async () => {
    editor.selection = new vscode.Selection(3, 0, 5, 3)
    assert.deepEqual(await sentBy('patchbay.request.run'), [refused, last])
    await until(() => shown().includes('nowhere'))
    assert.match(shown(), /^\/\/ ✕ 403 · .* GET \/nowhere\/_count\n\/\/ ● 200 · /)
  })

  it('send the one under the cursor where nothing is selected, and the last again', async () => {
    editor.selection = new vscode.Selection(1, 5, 1, 5)
    assert.deepEqual(await sentBy('patchbay.request.run'), [first])
    await until(() => shown().includes('"count": 250'))
    assert.deepEqual(await sentBy('patchbay.request.runAgain'), [first])
  })

  it('go on after what was refused, or end there where the setting says so', async () => {
    assert.deepEqual(await sentBy('patchbay.request.runAll'), [first, refused, last])
    await stopOnError(true)
    assert.deepEqual(await sentBy('patchbay.request.runAll'), [first, refused])
    await until(() => !shown().includes('size=2'))
  })

  it('are helped with by every part of the language', async () => {
    const { uri } = editor.document
    const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
      'vscode.executeCodeLensProvider',
      uri,
    )
    assert.ok(lenses.some(({ command }) => command?.title.includes('Run on test')))
    const completed = await vscode.commands.executeCommand<vscode.CompletionList>(
      'vscode.executeCompletionItemProvider',
      uri,
      new vscode.Position(3, 11),
    )
    assert.ok(completed.items.length > 0)
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
      'vscode.executeHoverProvider',
      uri,
      new vscode.Position(1, 6),
    )
    assert.ok(hovers.length > 0)
    const symbols = await vscode.commands.executeCommand<vscode.DocumentSymbol[]>(
      'vscode.executeDocumentSymbolProvider',
      uri,
    )
    assert.equal(symbols.length, 3)
  })
})
