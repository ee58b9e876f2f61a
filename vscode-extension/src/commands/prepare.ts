import * as vscode from 'vscode'
import { type FileRequest, loadLibrary, type RequestFile } from '../providers/request-document.ts'
import type { Resolve, Variables } from '../providers/variables.ts'

const { l10n } = vscode

type Library = Awaited<ReturnType<typeof loadLibrary>>
export type Prepared = Extract<ReturnType<Library['prepareRequest']>, { ready: true }>['request']

/**
 * A request as it goes over the wire. Asks for what the file says to ask for, until everything has a value.
 * @throws vscode.CancellationError when somebody leaves in the middle.
 */
export const prepare = async (
  variables: Variables,
  document: vscode.TextDocument,
  { file, request }: { file: RequestFile; request: FileRequest },
): Promise<Prepared> => {
  const { prepareRequest } = await loadLibrary()
  const typed = new Map<string, string>()
  for (;;) {
    const resolve: Resolve = await variables.of(document, file, typed)
    const prepared = prepareRequest(file.text, request, resolve)
    if (prepared.ready) return prepared.request
    if (prepared.broken) throw new Error(l10n.t('This request has an error; it is marked in the file.'))
    const asked = prepared.unresolved.find(({ name }) => {
      const variable = resolve(name)
      return !variable.found && variable.ask && !typed.has(name)
    })
    if (asked === undefined)
      throw new Error(prepared.unresolved.map(({ name, why }) => `${name}: ${why}`).join(' '))
    const value = await vscode.window.showInputBox({
      title: asked.name,
      prompt: asked.why,
      ignoreFocusOut: true,
    })
    if (value === undefined) throw new vscode.CancellationError()
    typed.set(asked.name, value)
  }
}
