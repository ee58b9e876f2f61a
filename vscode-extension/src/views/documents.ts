import * as vscode from 'vscode'

export const scheme = 'patchbay'

/** Read-only documents of what was answered: the newest text under each name. */
export class Documents implements vscode.TextDocumentContentProvider {
  readonly #texts = new Map<string, string>()
  readonly #changed = new vscode.EventEmitter<vscode.Uri>()
  readonly onDidChange = this.#changed.event

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.#texts.get(uri.toString()) ?? vscode.l10n.t('This is no longer kept. Ask for it again.')
  }

  /** The address of a text; the document that shows an older one is updated. */
  put(name: string, text: string): vscode.Uri {
    const uri = vscode.Uri.from({ scheme, path: `/${name}` })
    this.#texts.set(uri.toString(), text)
    this.#changed.fire(uri)
    return uri
  }

  /** A plan as a diff, under a title. The question that follows lies over the first lines of the editor: those are empty. */
  async showPlan(
    name: string,
    { before, after, title }: { before: string; after: string; title: string },
  ): Promise<void> {
    const under = (which: string, text: string): vscode.Uri =>
      this.put(`plan/${name}-${which}.txt`, `\n\n${text}`)
    const options = { preview: true }
    await vscode.commands.executeCommand(
      'vscode.diff',
      under('now', before),
      under('then', after),
      title,
      options,
    )
  }

  async show(name: string, text: string, options: vscode.TextDocumentShowOptions = {}): Promise<void> {
    const document = await vscode.workspace.openTextDocument(this.put(name, text))
    await vscode.window.showTextDocument(document, { preview: true, preserveFocus: true, ...options })
  }
}
