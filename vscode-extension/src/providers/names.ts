import * as vscode from 'vscode'
import { rangeOf } from './ranges.ts'
import { loadLibrary, requestFileOf } from './request-document.ts'

const nameAt = async (document: vscode.TextDocument, position: vscode.Position) => {
  const library = await loadLibrary()
  return library.nameAt(await requestFileOf(document), document.offsetAt(position))
}

/** From a use to where the name is set. */
export const definition: vscode.DefinitionProvider = {
  async provideDefinition(document, position) {
    const named = await nameAt(document, position)
    return named?.declarations.map((span) => new vscode.Location(document.uri, rangeOf(document, span)))
  },
}

/** Everything in the file that uses a name. */
export const references: vscode.ReferenceProvider = {
  async provideReferences(document, position, { includeDeclaration }) {
    const named = await nameAt(document, position)
    return [...(includeDeclaration ? (named?.declarations ?? []) : []), ...(named?.uses ?? [])].map(
      (span) => new vscode.Location(document.uri, rangeOf(document, span)),
    )
  },
}

/** A new name for a variable or a request, wherever the file speaks of it. */
export const renaming: vscode.RenameProvider = {
  async prepareRename(document, position) {
    const named = await nameAt(document, position)
    if (named === undefined)
      throw new Error(vscode.l10n.t('Only names of variables and requests can be changed.'))
    return rangeOf(document, named.span)
  },
  async provideRenameEdits(document, position, to) {
    const { rename } = await loadLibrary()
    const done = rename(await requestFileOf(document), document.offsetAt(position), to)
    if ('why' in done) throw new Error(done.why)
    const edit = new vscode.WorkspaceEdit()
    for (const one of done.edits) edit.replace(document.uri, rangeOf(document, one), one.text)
    return edit
  },
}
