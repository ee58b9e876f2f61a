import * as vscode from 'vscode'
import type * as library from '../request-file-entry.ts'

type Library = typeof library
export type RequestFile = ReturnType<Library['parseRequestFile']>
export type FileRequest = RequestFile['requests'][number]

export const language = 'patchbay-es'

let loading: Promise<Library> | undefined

/** The library of request files, loaded when one is first looked at; it speaks the language of the editor. */
export const loadLibrary = (): Promise<Library> =>
  (loading ??= import('../request-file-entry.ts').then((loaded) => {
    loaded.speak(vscode.l10n.bundle)
    return loaded
  }))

const parsed = new WeakMap<vscode.TextDocument, { version: number; file: RequestFile }>()

/** The document as it is understood; understood once a version. */
export const requestFileOf = async (document: vscode.TextDocument): Promise<RequestFile> => {
  const known = parsed.get(document)
  if (known?.version === document.version) return known.file
  const { parseRequestFile } = await loadLibrary()
  const file = parseRequestFile(document.getText())
  parsed.set(document, { version: document.version, file })
  return file
}
