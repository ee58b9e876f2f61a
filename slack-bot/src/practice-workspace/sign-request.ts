import { createHmac } from 'node:crypto'

/** The headers by which Slack proves that a request is its own: an HMAC over the time and the raw body. */
export const signRequest = (body: string, secret: string, now = new Date()): Record<string, string> => {
  const timestamp = String(Math.floor(now.getTime() / 1000))
  const signature = createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex')
  return { 'x-slack-request-timestamp': timestamp, 'x-slack-signature': `v0=${signature}` }
}
