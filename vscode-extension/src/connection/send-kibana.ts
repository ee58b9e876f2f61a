import { request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import type { Response } from './send.ts'

interface Kibana {
  /** Its address, with the path that it is served under. */
  url: string
  /** The whole `Authorization` header. */
  authorization: string
  ca?: string
}

interface Request {
  method: string
  path: string
  contentType: string | undefined
  body: Uint8Array | undefined
}

/** Sends a `kbn:` request to Kibana. Redirects are answers: what signs in is never carried to another address. */
export const sendToKibana = (
  { url, authorization, ca }: Kibana,
  { method, path, contentType, body }: Request,
  signal: AbortSignal,
): Promise<Response> =>
  new Promise((resolve, reject) => {
    const base = new URL(url)
    const begun = performance.now()
    const headers = {
      authorization,
      // Kibana refuses changes without it.
      'kbn-xsrf': 'patchbay',
      ...(contentType === undefined ? {} : { 'content-type': contentType }),
    }
    const whole = new URL(`${base.origin}${base.pathname.replace(/\/$/, '')}${path}`)
    const open = whole.protocol === 'https:' ? requestHttps : requestHttp
    const sent = open(whole, { method, headers, signal, ...(ca === undefined ? {} : { ca }) }, (answer) => {
      const chunks: Buffer[] = []
      answer.on('data', (chunk: Buffer) => chunks.push(chunk))
      answer.on('error', reject)
      answer.on('end', () => {
        resolve({
          status: answer.statusCode ?? 0,
          headers: Object.fromEntries(
            Object.entries(answer.headers).map(([name, value]) => [name, String(value)]),
          ),
          body: Buffer.concat(chunks).toString('utf8'),
          warnings: [],
          milliseconds: Math.round(performance.now() - begun),
        })
      })
    })
    sent.on('error', reject)
    sent.end(body === undefined ? undefined : Buffer.from(body))
  })
