import type { IncomingMessage } from 'node:http'
import type { Readable } from 'node:stream'
import { Transform, pipeline } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { ElasticsearchException } from './elasticsearch-exception.ts'

/** Bytes of a body, after decompression, as `http.max_content_length` has it. */
const bodyLimit = 100 * 1024 * 1024

const tooLarge = (): ElasticsearchException =>
  new ElasticsearchException(
    413,
    'content_too_long_exception',
    `the request body is larger than ${bodyLimit} bytes; send it in smaller parts`,
  )

const countingStream = (): Transform => {
  let bytes = 0
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length
      if (bytes > bodyLimit) done(tooLarge())
      else done(null, chunk)
    },
  })
}

/** True where the request announces a body. */
export const hasBody = ({ headers }: IncomingMessage): boolean =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0

/** The body as it arrives, decompressed. Fails with 413 beyond the limit, 400 for broken compression. */
export const bodyStream = (message: IncomingMessage): Readable => {
  if (Number(message.headers['content-length'] ?? 0) > bodyLimit) throw tooLarge()
  const encoding = message.headers['content-encoding']
  const counted = countingStream()
  if (encoding === undefined || encoding === 'identity') {
    pipeline(message, counted, () => {})
  } else if (encoding === 'gzip') {
    pipeline(message, createGunzip(), counted, () => {})
  } else {
    const reason = `Content-Encoding [${encoding}] is not supported; send the body as it is or with gzip`
    throw new ElasticsearchException(415, 'illegal_argument_exception', reason)
  }
  return counted
}

const badCompression = (): ElasticsearchException =>
  new ElasticsearchException(
    400,
    'not_compressed_exception',
    'the request body could not be decompressed: it is no gzip',
  )

/** An error that reading a body ran into, in Elasticsearch's shape. */
export const explainBodyError = (error: unknown): unknown =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' && error.code.startsWith('Z_')
    ? badCompression()
    : error

/** The whole body as text. */
export const bodyText = async (message: IncomingMessage): Promise<string> => {
  const plain = message.headers['content-encoding'] === undefined
  const length = Number(message.headers['content-length'] ?? -1)
  // The usual small body needs no further streams.
  const source = plain && length >= 0 && length <= bodyLimit ? message : bodyStream(message)
  const chunks: Buffer[] = []
  try {
    for await (const chunk of source) chunks.push(chunk)
  } catch (error) {
    throw explainBodyError(error)
  }
  const body = chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks)
  return body.toString('utf8')
}
