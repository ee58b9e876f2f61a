import { NoText } from './no-text.ts'
import { parseXml } from './parse-markup.ts'
import { TextSoFar } from './text-so-far.ts'
import { unpack } from './unpack.ts'

const parts = /^xl\/(workbook|sharedStrings|worksheets\/sheet\d+)\.xml$/
const sheet = /^xl\/worksheets\/sheet(\d+)\.xml$/

/** Texts that cells refer to by their number. How they are read aloud (`rPh`) is not part of them. */
const sharedTexts = (bytes: Uint8Array): string[] => {
  const texts: string[] = []
  let [text, within, aloud] = ['', false, false]
  parseXml(bytes, {
    open(name) {
      if (name === 'si') text = ''
      if (name === 'rPh') aloud = true
      if (name === 't') within = !aloud
    },
    text(piece) {
      if (within) text += piece
    },
    close(name) {
      if (name === 't') within = false
      if (name === 'rPh') aloud = false
      if (name === 'si') texts.push(text)
    },
  })
  return texts
}

const addSheet = (text: TextSoFar, bytes: Uint8Array, shared: readonly string[]): void => {
  let [type, value, within] = ['', '', false]
  parseXml(bytes, {
    open(name, { t = '' }) {
      if (name === 'c') [type, value] = [t, '']
      within = name === 'v' || name === 't'
    },
    text(piece) {
      if (within) value += piece
    },
    close(name) {
      if (name === 'v' || name === 't') within = false
      if (name === 'row') text.add('\n')
      if (name !== 'c' || value === '') return
      text.add(type === 's' ? (shared[Number(value)] ?? '') : value)
      text.add('\t')
    },
  })
}

/** The sheets of Excel, a line for a row, with a tab after each cell. Days are the numbers that Excel keeps. */
export const excelText = (bytes: Uint8Array): string => {
  const found = unpack(bytes, parts)
  const workbook = found.get('xl/workbook.xml')
  if (workbook === undefined) throw new NoText('it is not what its name says')
  const text = new TextSoFar()
  parseXml(workbook, {
    open(name, attributes) {
      if (name === 'sheet') text.add(`${attributes['name'] ?? ''}\n`)
    },
  })
  const shared = found.get('xl/sharedStrings.xml')
  const texts = shared === undefined ? [] : sharedTexts(shared)
  const sheets = [...found].flatMap(([name, part]) => {
    const number = sheet.exec(name)?.[1]
    return number === undefined ? [] : [{ number: Number(number), part }]
  })
  for (const { part } of sheets.toSorted((a, b) => a.number - b.number)) addSheet(text, part, texts)
  return text.toString()
}
