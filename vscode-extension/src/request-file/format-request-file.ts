import { formatJson, formatLine } from './format-json.ts'
import { takesNdjson } from './ndjson-path.ts'
import type { FilePart, FileRequest, RequestFile } from './request-file.ts'
import type { TextEdit } from './span.ts'

const isComment = (text: string): boolean => text.trim() !== ''

const formatRequest = (text: string, request: FileRequest, eol: string): string => {
  const { targetSpan, bodies, end } = request
  const isNdjson = bodies.length > 1 || takesNdjson(request.target)
  const pieces = [request.method, ' ', request.target]
  let at = targetSpan.end
  for (const body of bodies) {
    // Comments between stay to the letter; plain white space becomes one line end.
    const gap = text.slice(at, body.start)
    pieces.push(isComment(gap) ? gap : eol)
    const line = isNdjson ? (formatLine(text, body) ?? text.slice(body.start, body.end)) : undefined
    pieces.push(line ?? formatJson(text, body, eol))
    at = body.end
  }
  pieces.push(text.slice(at, end))
  return pieces.join('')
}

const formatBlank = (text: string, part: FilePart, eol: string): string => {
  const written = text.slice(part.start, part.end)
  const lines = written.split('\n').length - 1
  if (part.end === text.length) return part.start === 0 ? '' : eol
  if (part.start === 0) return ''
  if (lines === 0) return ' '
  return lines === 1 ? eol : `${eol}${eol}`
}

/**
 * Edits that bring a file into its usual form: methods in capitals, bodies indented or on one line, one empty line at
 * most. Comments, numbers, strings and the order of all stay; what has an error stays as it is.
 */
export const formatRequestFile = ({ text, parts, requests }: RequestFile): TextEdit[] => {
  const eol = text.includes('\r\n') ? '\r\n' : '\n'
  const byStart = new Map(requests.map((request) => [request.start, request]))
  const edits: TextEdit[] = []
  const add = ({ start, end }: { start: number; end: number }, formatted: string): void => {
    if (text.slice(start, end) !== formatted) edits.push({ start, end, text: formatted })
  }
  const isFixed = (part: FilePart | undefined): boolean =>
    part?.kind === 'unknown' || (part?.kind === 'request' && byStart.get(part.start)?.broken === true)
  for (const [index, part] of parts.entries()) {
    const request = part.kind === 'request' ? byStart.get(part.start) : undefined
    if (request?.broken === false) add(part, formatRequest(text, request, eol))
    // White space beside what can't be read may belong to it.
    if (part.kind === 'blank' && !isFixed(parts[index - 1]) && !isFixed(parts[index + 1]))
      add(part, formatBlank(text, part, eol))
  }
  const last = parts.at(-1)
  if (last !== undefined && last.kind !== 'blank' && !isFixed(last))
    edits.push({ start: text.length, end: text.length, text: eol })
  return edits
}
