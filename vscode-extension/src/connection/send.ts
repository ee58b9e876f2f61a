import { readStream } from '@patchbay/core'
import { z } from 'zod'
import { markHeader, type RequestWay } from './request-way.ts'

interface Request {
  method: string
  path: string
  contentType: 'application/json' | 'application/x-ndjson' | undefined
  body: Uint8Array | undefined
  /** By which its tasks can be found in Elasticsearch. */
  mark?: string
}

export interface Response {
  status: number
  headers: Record<string, string>
  body: string
  warnings: string[]
  milliseconds: number
}

const answerSchema = z.object({
  statusCode: z.number(),
  headers: z.record(z.string(), z.unknown()).nullish(),
  body: z.string().nullish(),
  warnings: z.array(z.string()).nullish(),
})
const failedSchema = z.object({ meta: answerSchema })

/**
 * Sends a request of a file as the person who signed in: the body byte for byte, the answer as text. An answer that
 * refuses is an answer; only what never arrived throws.
 */
export const send = async (way: RequestWay, request: Request, signal: AbortSignal): Promise<Response> => {
  const { method, path, contentType, body, mark } = request
  const [pathname = path, query] = path.split(/\?(.*)/s)
  const begun = performance.now()
  const answered = await way.es.transport
    .request(
      {
        method,
        path: pathname,
        ...(query === undefined ? {} : { querystring: query }),
        ...(body === undefined ? {} : { body: Buffer.from(body) }),
      },
      {
        signal,
        meta: true,
        asStream: true,
        maxRetries: 0,
        headers: {
          accept: 'application/json',
          ...(contentType === undefined ? {} : { 'content-type': contentType }),
          ...(mark === undefined ? {} : { [markHeader]: mark }),
        },
      },
    )
    .catch((error: unknown) => {
      const failed = failedSchema.safeParse(error)
      if (!failed.success) throw error
      return { ...failed.data.meta }
    })
  const raw = await readStream(Reflect.get(answered, 'body'))
  const { statusCode, warnings, headers } = answerSchema
    .partial({ body: true })
    .parse({ ...answered, body: undefined })
  return {
    status: statusCode,
    headers: Object.fromEntries(Object.entries(headers ?? {}).map(([name, value]) => [name, String(value)])),
    body: raw,
    warnings: warnings ?? [],
    milliseconds: Math.round(performance.now() - begun),
  }
}
