// The thread that takes the text out of files: it may be ended at any moment, and has no hold on anything else.
import { parentPort } from 'node:worker_threads'
import { NoText } from './no-text.ts'
import type { TextKind } from './text-kinds.ts'

/** A reader for each kind, loaded with its library when the first such file comes. */
const readers: Readonly<Record<TextKind, (bytes: Uint8Array) => Promise<string>>> = {
  pdf: async (bytes) => (await import('./pdf-text.ts')).pdfText(bytes),
  word: async (bytes) => (await import('./office-text.ts')).wordText(bytes),
  powerpoint: async (bytes) => (await import('./office-text.ts')).powerpointText(bytes),
  openDocument: async (bytes) => (await import('./office-text.ts')).openDocumentText(bytes),
  excel: async (bytes) => (await import('./excel-text.ts')).excelText(bytes),
  html: async (bytes) => (await import('./html-text.ts')).htmlText(bytes),
}

/** What the thread is asked, and what it answers. */
export interface TextRequest {
  kind: TextKind
  bytes: Uint8Array
}
export type TextAnswer = { text: string } | { reason: string }

const answer = async ({ kind, bytes }: TextRequest): Promise<TextAnswer> => {
  try {
    return { text: await readers[kind](bytes) }
  } catch (error) {
    if (error instanceof NoText) return { reason: error.message }
    const said = error instanceof Error ? error.message : String(error)
    return { reason: `it is damaged: ${said.split('\n')[0]?.replace(/\.$/, '') ?? ''}` }
  }
}

parentPort?.on('message', (request: TextRequest) => {
  void answer(request).then((given) => parentPort?.postMessage(given))
})
