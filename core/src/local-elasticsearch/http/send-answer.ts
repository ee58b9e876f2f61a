import type { IncomingMessage, ServerResponse } from 'node:http'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { parseLossless } from '../xcontent/lossless-json.ts'
import { filterPath } from './filter-path.ts'
import { printPretty } from './print-pretty.ts'
import { flagParameter } from './query-parameters.ts'
import type { Response } from './route.ts'

const compress = promisify(gzip)
/** Bytes from which compressing pays. */
const worthCompressing = 1024

interface Wishes {
  query: Readonly<Record<string, string>>
  contentType: string
}

const plainText = ({ body }: Response): string => (typeof body === 'string' ? body : '')

const jsonText = (response: Response, query: Wishes['query']): string => {
  const { body, status } = response
  if (body === undefined) return ''
  const filter = status < 400 ? query['filter_path'] : undefined
  const pretty = query['pretty'] !== undefined && flagParameter(query, 'pretty')
  if (!filter && !pretty) return typeof body === 'string' ? body : JSON.stringify(body)
  const whole = parseLossless(typeof body === 'string' ? body : JSON.stringify(body))
  const value = filter ? filterPath(whole, filter) : whole
  return pretty ? printPretty(value) : JSON.stringify(value)
}

/** Sends the answer as the request wants it: filtered, pretty, compressed, without body for HEAD. */
export const sendAnswer = async (
  request: IncomingMessage,
  reply: ServerResponse,
  response: Response,
  wishes: Wishes,
): Promise<void> => {
  const { 'content-type': given = 'application/json', ...others } = response.headers ?? {}
  const isJson = given === 'application/json'
  let body: string | Buffer = isJson ? jsonText(response, wishes.query) : plainText(response)
  const headers: Record<string, string | string[] | number> = { ...others }
  // Clients take an answer with this header for a genuine one; refused logins don't carry it.
  if (response.status !== 401 && response.status !== 403) headers['X-elastic-product'] = 'Elasticsearch'
  headers['content-type'] = isJson ? wishes.contentType : given
  if (body.length >= worthCompressing && /\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''))) {
    body = await compress(body)
    headers['content-encoding'] = 'gzip'
  }
  // A small text leaves in one piece with its headers; a large one is encoded faster by itself.
  if (typeof body === 'string' && body.length > 4096) body = Buffer.from(body)
  headers['content-length'] = Buffer.byteLength(body)
  reply.writeHead(response.status, headers)
  reply.end(request.method === 'HEAD' ? undefined : body)
}
