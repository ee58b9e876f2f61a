import { createServer, type IncomingMessage } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'

/**
 * Takes the place of the content index in a process of its own: reads every request to its end and forgets it. Prints
 * its port as the first line. `latency`: milliseconds that a bulk request takes at least; `refused`: the share of
 * documents for which there is no room. `/_documents` tells how many came.
 */
const { latency, refused } = z
  .object({ latency: z.number().default(0), refused: z.number().default(0) })
  .parse(JSON.parse(process.argv[2] ?? '{}'))
const newline = 0x0a

/** Bulk bodies have two lines a document. */
const countLines = async (request: IncomingMessage): Promise<number> => {
  let lines = 0
  for await (const chunk of request) {
    if (!Buffer.isBuffer(chunk)) continue
    for (let at = chunk.indexOf(newline); at !== -1; at = chunk.indexOf(newline, at + 1)) lines += 1
  }
  return lines
}

const item = '{"index":{"status":201}}'
const noRoom = '{"index":{"status":429,"error":{"type":"es_rejected_execution_exception","reason":"full"}}}'
const nothing = '{"pit_id":"pit","hits":{"hits":[]}}'

let counted = 0
/** Every so many documents, so that each run meets the same. */
const itemsOf = (documents: number): string[] =>
  Array.from({ length: documents }, () => {
    counted += 1
    return Math.floor(counted * refused) > Math.floor((counted - 1) * refused) ? noRoom : item
  })

const bulkAnswer = (documents: number): string =>
  `{"errors":${refused > 0},"items":[${itemsOf(documents).join(',')}]}`

const answerTo = (method: string, path: string, lines: number): string => {
  if (path.endsWith('/_bulk')) return bulkAnswer(lines / 2)
  if (path.endsWith('/_pit')) return method === 'POST' ? '{"id":"pit"}' : '{"succeeded":true,"num_freed":1}'
  if (path.endsWith('/_search')) return nothing
  if (path === '/_documents') return `{"documents":${counted}}`
  if (path.endsWith('/_count')) return '{"count":0}'
  if (path.endsWith('/_mapping'))
    return '{"index":{"mappings":{"properties":{"_patchbay":{"type":"keyword"}}}}}'
  return '{"acknowledged":true}'
}

const server = createServer((request, response) => {
  const { method = '', url = '' } = request
  const path = url.split('?', 1)[0] ?? ''
  const answer = async (): Promise<number> => {
    const lines = await countLines(request)
    if (latency > 0 && path.endsWith('/_bulk')) await sleep(latency)
    return lines
  }
  answer().then(
    (lines) => {
      response.setHeader('x-elastic-product', 'Elasticsearch')
      response.setHeader('content-type', 'application/json')
      response.end(method === 'HEAD' ? undefined : answerTo(method, path, lines))
    },
    (error: unknown) => response.destroy(error instanceof Error ? error : undefined),
  )
})
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  if (address !== null && typeof address === 'object') process.stdout.write(`${address.port}\n`)
})
process.once('disconnect', () => process.exit())
