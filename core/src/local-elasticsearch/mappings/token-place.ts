import type { Node } from 'jsonc-parser'

/** `[line:column]` of a token, both from 1, columns in bytes, as Elasticsearch counts them. */
export const placeOf = (text: string, offset: number): string => {
  const before = text.slice(0, offset)
  const lineStart = before.lastIndexOf('\n') + 1
  let line = 1
  for (let at = before.indexOf('\n'); at !== -1; at = before.indexOf('\n', at + 1)) line++
  return `[${line}:${Buffer.byteLength(before.slice(lineStart)) + 1}]`
}

/** Where Elasticsearch's parser stands after it skipped the value: an object's closing brace, a scalar itself. */
export const endPlaceOf = (text: string, node: Node): string =>
  placeOf(text, node.type === 'object' ? node.offset + node.length - 1 : node.offset)

/** The value as a Java map prints itself: `{a=1}`; scalars as they are spelled. */
export const preview = (text: string, node: Node): string => {
  if (node.type === 'string') return String(node.value)
  if (node.type === 'array')
    return `[${(node.children ?? []).map((child) => preview(text, child)).join(', ')}]`
  if (node.type !== 'object') return text.slice(node.offset, node.offset + node.length)
  const entries = (node.children ?? []).map(
    ({ children: [key, value] = [] }) => `${String(key?.value)}=${value ? preview(text, value) : ''}`,
  )
  return `{${entries.join(', ')}}`
}
