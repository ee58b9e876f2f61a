import { Agent, request } from 'node:http'
import { text } from 'node:stream/consumers'
import pg from 'pg'
import { z } from 'zod'

/**
 * What no sync into an Elasticsearch can beat: the same rows are in memory already, in requests as large and as many at
 * once, and nothing is asked about them. Prints seconds.
 */
const told = z.object({
  database: z.string(),
  url: z.string(),
  authorization: z.string(),
  index: z.string(),
  bytes: z.int(),
  requests: z.int(),
})
const { database, url, authorization, index, bytes, requests } = told.parse(JSON.parse(process.argv[2] ?? ''))

const answerSchema = z.object({ errors: z.literal(false) })
const agent = new Agent({ keepAlive: true })

const send = (body: string): Promise<void> =>
  new Promise((resolve, reject) => {
    const headers = { authorization, 'content-type': 'application/x-ndjson' }
    const path = `${url}/${index}/_bulk?filter_path=errors`
    const sending = request(path, { method: 'POST', agent, headers }, (response) => {
      text(response).then((answer) => resolve(void answerSchema.parse(JSON.parse(answer))), reject)
    })
    sending.on('error', reject)
    sending.end(body)
  })

const client = new pg.Client({ connectionString: database })
await client.connect()
const { rows } = await client.query<{ id: string; json: string }>(
  'SELECT id, row_to_json(p)::text AS json FROM products p',
)
await client.end()
const bodies: string[] = []
let body = ''
for (const { id, json } of rows) {
  body += `{"index":{"_id":"${id}"}}\n${json}\n`
  if (body.length < bytes) continue
  bodies.push(body)
  body = ''
}
bodies.push(body)

const since = performance.now()
const left = bodies.values()
const sendSome = async (): Promise<void> => {
  for (const one of left) if (one !== '') await send(one)
}
await Promise.all(Array.from({ length: requests }, sendSome))
process.stdout.write(`${(performance.now() - since) / 1000}\n`)
agent.destroy()
process.disconnect()
