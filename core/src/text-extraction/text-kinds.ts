/** Kinds of files whose text is taken out, by the ends of their names. */
const kinds = {
  '.pdf': 'pdf',
  '.docx': 'word',
  '.docm': 'word',
  '.xlsx': 'excel',
  '.xlsm': 'excel',
  '.pptx': 'powerpoint',
  '.pptm': 'powerpoint',
  '.potx': 'powerpoint',
  '.odt': 'openDocument',
  '.html': 'html',
  '.htm': 'html',
  '.aspx': 'html',
} as const

export type TextKind = (typeof kinds)[keyof typeof kinds]

const byExtension: ReadonlyMap<string, TextKind> = new Map(Object.entries(kinds))

/** @param extension with its dot, in small letters. */
export const textKind = (extension: string): TextKind | undefined => byExtension.get(extension)
