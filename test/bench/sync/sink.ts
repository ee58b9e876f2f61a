import { createServer, type IncomingMessage } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { Memory } from './sink-memory.ts'

/**
 * Takes the place of the content index in a process of its own: reads every request to its end and forgets it. Prints
 * its port as the first line. `latency`: milliseconds that a bulk request takes at least; `refused`: the share of
 * documents for which there is no room; `remembers`: it knows afterwards which documents it has, as a sync asks for
 * them. `/_documents` tells how many came, and in how many bytes.
 */
const { latency, refused, remembers } = z
  .object({
    latency: z.number().default(0),
    refused: z.number().default(0),
    remembers: z.boolean().default(false),
  })
  .parse(JSON.parse(process.argv[2] ?? '{}'))
const newline = 0x0a
const memory = remembers ? new Memory() : undefined

interface Body {
  lines: number
  bytes: number
  /** Where it is remembered. */
  whole: Buffer | undefined
}

const read = async (request: IncomingMessage, keep: boolean): Promise<Body> => {
  const chunks: Buffer[] = []
  let lines = 0
  let bytes = 0
  for await (const chunk of request) {
    if (!Buffer.isBuffer(chunk)) continue
    bytes += chunk.length
    if (keep) chunks.push(chunk)
    for (let at = chunk.indexOf(newline); at !== -1; at = chunk.indexOf(newline, at + 1)) lines += 1
  }
  return { lines, bytes, whole: keep ? Buffer.concat(chunks) : undefined }
}

const item = '{"index":{"status":201}}'
const noRoom = '{"index":{"status":429,"error":{"type":"es_rejected_execution_exception","reason":"full"}}}'
const mappings = '"mappings":{"properties":{"_patchbay":{"type":"keyword"}}}'
const nothing = '{"hits":{"total":{"value":0},"hits":[]}}'

let counted = 0
let countedBytes = 0
/** Every so many documents, so that each run meets the same. */
const itemsOf = (documents: number): string[] =>
  Array.from({ length: documents }, () => {
    counted += 1
    return Math.floor(counted * refused) > Math.floor((counted - 1) * refused) ? noRoom : item
  })

/** Answers to requests of so many documents, by where in the refusals' rhythm they begin: what they cost is not the sync's. */
const answers = new Map<string, string>()

const bulkAnswer = ({ lines, bytes, whole }: Body): string => {
  countedBytes += bytes
  if (whole !== undefined) memory?.take(whole)
  const documents = lines / 2
  const key = `${documents} ${((counted * refused) % 1).toFixed(6)}`
  const known = answers.get(key)
  if (known !== undefined) {
    counted += documents
    return known
  }
  const answer = `{"errors":${refused > 0},"items":[${itemsOf(documents).join(',')}]}`
  answers.set(key, answer)
  return answer
}

const answerTo = (path: string, body: Body): string => {
  if (path.endsWith('/_bulk')) return bulkAnswer(body)
  if (path.endsWith('/_search')) return memory?.search(body.whole) ?? nothing
  if (path === '/_documents') return `{"documents":${counted},"bytes":${countedBytes}}`
  if (path.endsWith('/_mget')) return memory?.get(body.whole) ?? '{}'
  // Of documents that are not a sync's own.
  if (path.endsWith('/_count')) return '{"count":0}'
  if (path.endsWith('/_mapping') || /^\/[^/_]+$/.test(path))
    return `{"index":{"settings":{"index":{"number_of_shards":"1"}},${mappings}}}`
  return '{"acknowledged":true}'
}

const server = createServer((request, response) => {
  const { method = '', url = '' } = request
  const path = url.split('?', 1)[0] ?? ''
  const answer = async (): Promise<Body> => {
    const body = await read(request, remembers && /\/_(bulk|search|mget)$/.test(path))
    if (latency > 0 && path.endsWith('/_bulk')) await sleep(latency)
    return body
  }
  answer().then(
    (body) => {
      response.setHeader('x-elastic-product', 'Elasticsearch')
      response.setHeader('content-type', 'application/json')
      response.end(method === 'HEAD' ? undefined : answerTo(path, body))
    },
    (error: unknown) => response.destroy(error instanceof Error ? error : undefined),
  )
})
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  if (address !== null && typeof address === 'object') process.stdout.write(`${address.port}\n`)
})
process.once('disconnect', () => process.exit())
