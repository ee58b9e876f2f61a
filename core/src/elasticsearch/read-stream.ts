import { errors } from '@elastic/elasticsearch'
import { mapError } from './map-error.ts'

const isStream = (body: unknown): body is AsyncIterable<Uint8Array> =>
  typeof body === 'object' && body !== null && Symbol.asyncIterator in body

/** All of a body that was asked for as a stream, as text; what breaks it off is told as for any other answer. */
export const readStream = async (body: unknown): Promise<string> => {
  if (typeof body === 'string') return body
  if (!isStream(body)) return body === null || body === undefined ? '' : JSON.stringify(body)
  const chunks: Uint8Array[] = []
  try {
    for await (const chunk of body) chunks.push(chunk)
  } catch (error) {
    if (error instanceof errors.ElasticsearchClientError) throw mapError(error)
    const why = error instanceof Error ? error.message : String(error)
    throw mapError(new errors.ConnectionError(`its answer broke off: ${why}`))
  }
  return Buffer.concat(chunks).toString('utf8')
}
