import * as vscode from 'vscode'
import { language } from './request-document.ts'

const example = `# @name first
GET _connector
`

/** Opens a new request file, with a request to begin with. */
export const openNew = async (): Promise<void> => {
  await vscode.window.showTextDocument(
    await vscode.workspace.openTextDocument({ language, content: example }),
  )
}
