import { request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import { authorityOf } from '@patchbay/core'
import * as l10n from '@vscode/l10n'
import { answerWithin } from './request-way.ts'
import type { Response } from './send.ts'

interface Kibana {
  /** Its address, with the path that it is served under. */
  url: string
  /** The whole `Authorization` header. */
  authorization: string
  ca?: string | undefined
  /** SHA-256 of the authority to trust, where no file of it is given. */
  caFingerprint?: string | undefined
  /** Milliseconds until nobody waits any more. */
  within?: number
}

interface Request {
  method: string
  path: string
  contentType: string | undefined
  body: Uint8Array | undefined
}

/** Nobody who stopped it is told why; all others learn that it was Kibana, for they asked Elasticsearch before. */
const failed = (error: Error, late: boolean): Error => {
  if (late) return new Error(l10n.t('Kibana did not answer in time.'))
  return error.name === 'AbortError'
    ? error
    : new Error(l10n.t("Kibana can't be reached: {0}", error.message), { cause: error })
}

/** Sends a `kbn:` request to Kibana. Redirects are answers: what signs in is never carried to another address. */
export const sendToKibana = async (
  { url, authorization, ca, caFingerprint, within = answerWithin }: Kibana,
  { method, path, contentType, body }: Request,
  signal: AbortSignal,
): Promise<Response> => {
  const base = new URL(url)
  const isSecure = base.protocol === 'https:'
  const trusted =
    ca ??
    (caFingerprint === undefined || !isSecure
      ? undefined
      : await authorityOf({ url: base }, caFingerprint, 'Kibana'))
  const begun = performance.now()
  const headers = {
    authorization,
    // Kibana refuses changes without it.
    'kbn-xsrf': 'patchbay',
    ...(contentType === undefined ? {} : { 'content-type': contentType }),
  }
  const whole = new URL(`${base.origin}${base.pathname.replace(/\/$/, '')}${path}`)
  const late = AbortSignal.timeout(within)
  const options = {
    method,
    headers,
    signal: AbortSignal.any([signal, late]),
    ...(trusted === undefined ? {} : { ca: trusted }),
  }
  return new Promise((resolve, reject) => {
    const fail = (error: Error): void => reject(failed(error, late.aborted))
    const sent = (isSecure ? requestHttps : requestHttp)(whole, options, (answer) => {
      const chunks: Buffer[] = []
      answer.on('data', (chunk: Buffer) => chunks.push(chunk))
      answer.on('error', fail)
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
    sent.on('error', fail)
    sent.end(body === undefined ? undefined : Buffer.from(body))
  })
}
