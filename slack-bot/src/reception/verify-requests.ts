import type { IncomingMessage, ServerResponse } from 'node:http'
import { PatchbayError } from '@patchbay/core'
import { isValidSlackRequest } from '@slack/bolt'

/** Slack's clock and ours may differ by this much; Bolt itself takes any time of the future. Seconds. */
const ahead = 60
/** As long as a signature is taken at all, it is taken once. Seconds. */
const window = 300
const bodyLimit = 1024 * 1024

type Listener = (request: IncomingMessage, response: ServerResponse) => void

/** Signatures that were seen, until they are too old to be taken by anybody. */
class SeenSignatures {
  readonly #until = new Map<string, number>()

  /** True for the first time in the window. */
  isNew(signature: string, now: number): boolean {
    for (const [seen, until] of this.#until) {
      if (until >= now) break
      this.#until.delete(seen)
    }
    if (this.#until.has(signature)) return false
    this.#until.set(signature, now + window + ahead)
    return true
  }
}

const readBody = async (request: IncomingMessage): Promise<Buffer> => {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length
    if (bytes > bodyLimit)
      throw new PatchbayError('input.invalid', 'The request is larger than Slack sends any.')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

const end = (response: ServerResponse, status: number): void => {
  response.writeHead(status).end()
}

export interface Verification {
  signingSecret: string
  now: () => Date
}

/** Whether a request is what Slack signed within the window, and for the first time. */
export type IsFresh = (rawBody: Buffer, stamp: string, signature: string) => boolean

export const createFreshness = ({ signingSecret, now }: Verification): IsFresh => {
  const seen = new SeenSignatures()
  return (rawBody, stamp, signature) => {
    const milliseconds = now().getTime()
    const [seconds, at] = [milliseconds / 1000, Number(stamp)]
    if (!/^\d{1,12}$/.test(stamp) || at > seconds + ahead || at < seconds - window) return false
    const signed = isValidSlackRequest({
      signingSecret,
      body: rawBody.toString(),
      headers: { 'x-slack-signature': signature, 'x-slack-request-timestamp': at },
      nowMilliseconds: milliseconds,
    })
    return signed && seen.isNew(`${stamp}:${signature}`, seconds)
  }
}

/**
 * Stands before Bolt's receiver and refuses what it would take: times of the future, requests that were sent before,
 * bodies beyond what Slack sends. Only what Slack signed is remembered, so that nobody else can fill the memory. What
 * has no signature is left to Bolt, which refuses it but for a check of the certificate. A form's content type with a
 * charset, which Bolt takes for JSON, is put right.
 */
export const verifyRequests = (listener: Listener, verification: Verification): Listener => {
  const isFresh = createFreshness(verification)
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const rawBody = await readBody(request)
    const stamp = request.headers['x-slack-request-timestamp']
    const signature = request.headers['x-slack-signature']
    const hasBoth = typeof stamp === 'string' && typeof signature === 'string'
    if (hasBoth && !isFresh(rawBody, stamp, signature)) return end(response, 401)
    const type = request.headers['content-type'] ?? ''
    if (/^application\/x-www-form-urlencoded\s*;/i.test(type))
      request.headers['content-type'] = 'application/x-www-form-urlencoded'
    listener(Object.assign(request, { rawBody }), response)
  }
  return (request, response) => {
    handle(request, response).catch(() => {
      if (!response.headersSent) end(response, 400)
    })
  }
}
