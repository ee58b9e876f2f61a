import assert from 'node:assert/strict'
import { after, before, describe, it } from 'mocha'
import * as vscode from 'vscode'
import { readGround, until, useClusters } from './ground.ts'

describe('a connector as a file', () => {
  let document: vscode.TextDocument
  const placeAfter = (text: string): vscode.Position =>
    document.positionAt(document.getText().indexOf(text) + text.length)

  before(async () => {
    const { url, connector } = await readGround()
    await useClusters({ name: 'test', url, username: 'ada' })
    const row = { kind: 'connector', cluster: 'test', connector: { id: connector } }
    await vscode.commands.executeCommand('patchbay.openConnector', row)
    const opened = vscode.window.activeTextEditor
    assert.ok(opened)
    ;({ document } = opened)
  })
  after(async () => {
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor')
    await useClusters()
  })

  it('is described, completed and checked by what its data source can be told', async () => {
    assert.equal(document.languageId, 'jsonc')
    // The editor's own reader of JSON may have to be started for it.
    await until(async () => {
      const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
        'vscode.executeHoverProvider',
        document.uri,
        placeAfter('"fetch_si'),
      )
      return hovers.length > 0
    })
    const edit = new vscode.WorkspaceEdit()
    edit.insert(document.uri, placeAfter('"full": {'), '"enabld": true,')
    assert.ok(await vscode.workspace.applyEdit(edit))
    await until(() =>
      vscode.languages.getDiagnostics(document.uri).some(({ message }) => message.includes('enabld')),
    )
  })
})
