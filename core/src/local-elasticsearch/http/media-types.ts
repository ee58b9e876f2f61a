import type { IncomingHttpHeaders } from 'node:http'
import { ElasticsearchException } from './elasticsearch-exception.ts'

const vendor = /^application\/vnd\.elasticsearch\+(json|x-ndjson)\s*;\s*compatible-with=(\d+)$/i
const plainTypes = new Set([
  'application/json',
  'application/x-ndjson',
  'application/*',
  '*/*',
  'text/plain',
  'text/html',
])

interface MediaType {
  /** The version after `compatible-with`, when the type names one. */
  version: number | undefined
}

const read = (header: string | undefined): MediaType | undefined => {
  if (header === undefined || header === '') return undefined
  // The official client sends a list: the first type counts.
  const text = header.split(',', 1)[0]?.trim() ?? ''
  const found = vendor.exec(text)
  if (found) return { version: Number(found[2]) }
  const bare = text.split(';', 1)[0]?.trim().toLowerCase() ?? ''
  return plainTypes.has(bare) ? { version: undefined } : undefined
}

/** The refusals of media types are sent as Elasticsearch sends them: without the usual error object. */
class MediaTypeRefused extends ElasticsearchException {
  constructor(reason: string) {
    super(406, 'media_type_header_exception', reason)
  }

  override toBody(): unknown {
    return { error: this.reason, status: this.status }
  }
}

const mismatch = (reason: string): ElasticsearchException =>
  new ElasticsearchException(
    400,
    'media_type_header_exception',
    'Invalid media-type value on headers [Accept, Content-Type]',
    { caused_by: { type: 'status_exception', reason } },
  )

/**
 * Checks `Accept`, and `Content-Type` where there is a body, and returns the content type of the answer.
 * `major` is the server's own version: it also speaks that of the version before. Throws 400 or 406.
 */
export const negotiate = (headers: IncomingHttpHeaders, hasBody: boolean, major: number): string => {
  const { accept, 'content-type': contentType } = headers
  const accepted = read(accept)
  if (accept !== undefined && accepted === undefined) {
    throw new MediaTypeRefused(`Accept header [${accept}] is not supported`)
  }
  const sent = hasBody ? read(contentType) : undefined
  if (hasBody && (sent === undefined || /^(text|\*)/i.test(contentType ?? ''))) {
    throw new MediaTypeRefused(`Content-Type header [${contentType ?? ''}] is not supported`)
  }
  for (const [name, header, version] of [
    ['Accept', accept, accepted?.version],
    ['Content-Type', contentType, sent?.version],
  ] as const) {
    if (version === undefined || version === major || version === major - 1) continue
    throw mismatch(
      `${name} version must be either version ${major} or ${major - 1}, but found ${version}. ${name}=${header}`,
    )
  }
  if (hasBody && sent?.version !== accepted?.version) {
    throw mismatch(
      'A compatible version is required on both Content-Type and Accept headers if either one has requested a compatible version. ' +
        `Accept=${accept ?? 'null'}, Content-Type=${contentType}`,
    )
  }
  return accepted?.version === undefined
    ? 'application/json'
    : `application/vnd.elasticsearch+json;compatible-with=${accepted.version}`
}
