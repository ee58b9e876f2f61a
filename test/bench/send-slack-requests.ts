import { createHmac } from 'node:crypto'
import { parentPort, workerData } from 'node:worker_threads'
import { z } from 'zod'

/** Requests at a steady rate, whether earlier ones are answered or not, as people send them. */
const orderSchema = z.object({
  url: z.string(),
  signingSecret: z.string(),
  fields: z.record(z.string(), z.string()),
  perSecond: z.number(),
  count: z.int(),
})
const { url, signingSecret, fields, perSecond, count } = orderSchema.parse(workerData)

const send = async (n: number): Promise<number> => {
  const body = new URLSearchParams({ ...fields, n: String(n) }).toString()
  const at = String(Math.floor(Date.now() / 1000))
  const signature = `v0=${createHmac('sha256', signingSecret).update(`v0:${at}:${body}`).digest('hex')}`
  const started = performance.now()
  const answer = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'x-slack-request-timestamp': at,
      'x-slack-signature': signature,
    },
    body,
  })
  await answer.arrayBuffer()
  if (answer.status !== 200) throw new Error(`The answer was ${answer.status}.`)
  return performance.now() - started
}

const begun = performance.now()
const sent: Promise<number>[] = []
for (let n = 0; n < count; n += 1) {
  const due = begun + (n * 1000) / perSecond
  const left = due - performance.now()
  if (left > 0) await new Promise((resolve) => setTimeout(resolve, left))
  sent.push(send(n))
}
parentPort?.postMessage(await Promise.all(sent))
