import { Document, isMap, isScalar, Scalar, visit } from 'yaml'
import type { WrittenEntry } from '../protocol/connector-file.ts'
import type { Note } from './connector-entry.ts'

/** What a terminal or an editor would not show as it is; written out, so that what is printed is the file. */
const hidden = /[\p{Cc}\p{Bidi_Control}\u{2028}\u{2029}\u{200b}\u{feff}]/u
const hiddenAll = /[\p{Bidi_Control}\u{2028}\u{2029}\u{200b}\u{feff}]/gu

const escaped = (text: string): string =>
  text.replaceAll(hiddenAll, (found) => `\\u${(found.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`)

/** Flow style for what fits a line: `{ env: SHOP_PASSWORD }`. */
const inOneLine = (key: unknown): boolean => key === 'env' || key === 'file' || key === 'policy'

/** Connectors as YAML; comments stand beside what they are about. */
export const writeConnectorFile = (
  entries: readonly WrittenEntry[],
  { header, notes }: { header: readonly string[]; notes: readonly Note[] },
): string => {
  const document = new Document({ connectors: entries })
  document.commentBefore = header.map((line) => ` ${line}`).join('\n')
  visit(document, {
    Map: (_key, node) => {
      const first = node.items[0]?.key
      if (isScalar(first) && inOneLine(first.value)) node.flow = true
    },
    Scalar: (_key, node) => {
      if (typeof node.value === 'string' && hidden.test(node.value)) node.type = Scalar.QUOTE_DOUBLE
    },
  })
  for (const { path, text } of notes) {
    const [at, section, key] = path
    const map = document.getIn(['connectors', at, section], true)
    const pair = isMap(map)
      ? map.items.find((item) => isScalar(item.key) && item.key.value === key)
      : undefined
    if (isScalar(pair?.value)) pair.value.comment = ` ${text}`
    // Behind a map in one line there is no place for it.
    else if (isScalar(pair?.key)) pair.key.commentBefore = ` ${text}`
  }
  return escaped(document.toString({ lineWidth: 0, flowCollectionPadding: true }))
}
