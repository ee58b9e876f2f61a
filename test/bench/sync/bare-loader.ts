import { Agent, request } from 'node:http'
import { text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'

/**
 * What no sync into an Elasticsearch can beat: the documents are in memory already, nothing is asked about them, and
 * what finds no room is sent again. They are those of an index, `from`. Prints the seconds, and how many documents found no
 * room, why.
 */
const told = z.object({
  from: z.string(),
  url: z.string(),
  authorization: z.string(),
  index: z.string(),
  bytes: z.int(),
  requests: z.int(),
})
const { from, url, authorization, index, bytes, requests } = told.parse(JSON.parse(process.argv[2] ?? ''))

const errorSchema = z.object({ type: z.string(), reason: z.string().optional() })
const answerSchema = z.object({
  errors: z.boolean(),
  items: z
    .array(z.object({ index: z.object({ status: z.int(), error: errorSchema.optional() }) }))
    .default([]),
})
const tooMany = 429
/** Milliseconds. */
const pause = 100
const agent = new Agent({ keepAlive: true })
let noRoom = 0
let why = ''

const post = (path: string, type: string, body: string): Promise<{ status: number; answer: string }> =>
  new Promise((resolve, reject) => {
    const headers = { authorization, 'content-type': type }
    const sending = request(`${url}/${path}`, { method: 'POST', agent, headers }, (response) => {
      text(response).then((answer) => resolve({ status: response.statusCode ?? 0, answer }), reject)
    })
    sending.on('error', reject)
    sending.end(body)
  })

/** Gives the documents for which there was no room. */
const sendOnce = async (documents: readonly string[]): Promise<readonly string[]> => {
  const path = `${index}/_bulk?filter_path=errors,items.*.status,items.*.error`
  const { status, answer } = await post(path, 'application/x-ndjson', documents.join(''))
  if (status === tooMany) {
    why = answer
    return documents
  }
  const { errors, items } = answerSchema.parse(JSON.parse(answer))
  if (!errors) return []
  return documents.filter((_, at) => {
    const { status: ofItem, error } = items[at]?.index ?? { status: 0 }
    if (error === undefined) return false
    why = `${error.type}: ${error.reason}`
    if (ofItem !== tooMany) throw new Error(why)
    return true
  })
}

const send = async (documents: readonly string[]): Promise<void> => {
  for (let left = await sendOnce(documents); left.length > 0; left = await sendOnce(left)) {
    noRoom += left.length
    await sleep(pause)
  }
}

interface Row {
  id: string
  json: string
}

const hitsSchema = z.object({
  hits: z.object({
    hits: z.array(
      z.object({ _id: z.string(), _source: z.record(z.string(), z.unknown()), sort: z.tuple([z.int()]) }),
    ),
  }),
})

const documents = async (): Promise<Row[]> => {
  const found: Row[] = []
  for (let after = -1; ;) {
    const asked = { size: 5_000, sort: [{ _seq_no: 'asc' }], search_after: [after] }
    const { answer } = await post(`${from}/_search`, 'application/json', JSON.stringify(asked))
    const { hits } = hitsSchema.parse(JSON.parse(answer)).hits
    for (const { _id: id, _source } of hits) found.push({ id, json: JSON.stringify(_source) })
    const [last] = hits.at(-1)?.sort ?? []
    if (last === undefined) return found
    after = last
  }
}

const bodies: string[][] = [[]]
let size = 0
for (const { id, json } of await documents()) {
  const lines = `{"index":{"_id":${JSON.stringify(id)}}}\n${json}\n`
  size += lines.length
  bodies.at(-1)?.push(lines)
  if (size < bytes) continue
  bodies.push([])
  size = 0
}

const since = performance.now()
const left = bodies.values()
const sendSome = async (): Promise<void> => {
  for (const one of left) if (one.length > 0) await send(one)
}
await Promise.all(Array.from({ length: requests }, sendSome))
// As a sync, it ends once what it wrote can be found.
await post(`${index}/_refresh`, 'application/json', '')
const seconds = (performance.now() - since) / 1000
process.stdout.write(`${JSON.stringify({ seconds, noRoom, why })}\n`)
agent.destroy()
process.disconnect()
