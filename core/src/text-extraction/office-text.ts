import { NoText } from './no-text.ts'
import { parseXml } from './parse-markup.ts'
import { TextSoFar } from './text-so-far.ts'
import { unpack } from './unpack.ts'

interface Words {
  parts: RegExp
  /** The part without which it is no such document. */
  main: RegExp
  /** Elements whose content is text. */
  text: ReadonlySet<string>
  /** What stands for an element: its beginning, or its end. */
  opens: Readonly<Record<string, string>>
  closes: Readonly<Record<string, string>>
}

const word: Words = {
  parts: /^word\/(document|footnotes|endnotes|comments|(header|footer)\d*)\.xml$/,
  main: /^word\/document\.xml$/,
  text: new Set(['w:t']),
  opens: { 'w:tab': '\t', 'w:br': '\n', 'w:cr': '\n', 'w:noBreakHyphen': '-' },
  closes: { 'w:p': '\n' },
}

const powerpoint: Words = {
  parts: /^ppt\/(slides\/slide|notesSlides\/notesSlide)\d+\.xml$/,
  main: /^ppt\/slides\/slide\d+\.xml$/,
  text: new Set(['a:t']),
  opens: { 'a:br': '\n' },
  closes: { 'a:p': '\n' },
}

const openDocument: Words = {
  parts: /^content\.xml$/,
  main: /^content\.xml$/,
  text: new Set(['text:p', 'text:h']),
  opens: { 'text:tab': '\t', 'text:line-break': '\n', 'text:s': ' ' },
  closes: { 'text:p': '\n', 'text:h': '\n' },
}

const inOrder = new Intl.Collator('en', { numeric: true })

const textOf = (bytes: Uint8Array, words: Words): string => {
  const isMain = (name: string): boolean => words.main.test(name)
  const parts = [...unpack(bytes, words.parts)].toSorted(
    ([a], [b]) => Number(isMain(b)) - Number(isMain(a)) || inOrder.compare(a, b),
  )
  if (!isMain(parts[0]?.[0] ?? '')) throw new NoText('it is not what its name says')
  const text = new TextSoFar()
  for (const [, part] of parts) {
    let within = 0
    parseXml(part, {
      open(name) {
        if (words.text.has(name)) within += 1
        const mark = words.opens[name]
        if (mark !== undefined) text.add(mark)
      },
      text(piece) {
        if (within > 0) text.add(piece)
      },
      close(name) {
        if (words.text.has(name)) within -= 1
        const mark = words.closes[name]
        if (mark !== undefined) text.add(mark)
      },
    })
  }
  return text.toString()
}

/** A document of Word with its notes, comments, headers and footers; what was deleted in it is not read. */
export const wordText = (bytes: Uint8Array): string => textOf(bytes, word)

/** The slides of PowerPoint, then their notes. */
export const powerpointText = (bytes: Uint8Array): string => textOf(bytes, powerpoint)

/** A text of OpenDocument. */
export const openDocumentText = (bytes: Uint8Array): string => textOf(bytes, openDocument)
