import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { connect, type Intercept, Secret, systemClock, systemIds } from '@patchbay/core'
import { type DataSource, sources, type Sources, startWorker } from '@patchbay/core/sync'
import { z } from 'zod'

// A worker in a process of its own. It begins when a line on stdin says so, which may also say with which of its calls
// to Elasticsearch, or with which page of a source, it is to be killed, and says on stdout what begins, goes
// on from a checkpoint and ends, and where a source tells fingerprints or passes over a chunk.
const { url, key, timing, bulk } = z
  .object({
    url: z.string(),
    key: z.string(),
    timing: z.record(z.string(), z.number()),
    bulk: z.object({ bytes: z.int() }).optional(),
  })
  .parse(JSON.parse(process.argv[2] ?? ''))
const goSchema = z.object({
  dieAt: z.int().optional(),
  afterSending: z.boolean().default(false),
  dieAtPage: z.int().optional(),
  lag: z.number().default(0),
})

const pageSize = 10
const paced = z.object({ pause: z.number(), documents: z.record(z.string(), z.json()) })

type Pages = ReturnType<DataSource['documents']>

/** Reads a file of documents, ten at a time, with a pause before each ten. */
async function* slowly(path: string, signal: AbortSignal): Pages {
  const { pause, documents } = paced.parse(JSON.parse(await readFile(path, 'utf8')))
  const all = Object.entries(documents)
  for (let at = 0; at < all.length; at += pageSize) {
    await sleep(pause, undefined, { signal })
    const page = all.slice(at, at + pageSize)
    yield {
      kind: 'documents',
      part: 'all',
      documents: page.map(([id, body]) => ({ id, json: Buffer.from(JSON.stringify({ id, body })) })),
    }
  }
  yield { kind: 'end', part: 'all' }
}

const slow: Sources[string] = () =>
  Promise.resolve({
    serviceType: 'paced',
    timestamps: false,
    validate: () => {},
    hosts: () => [],
    open: ({ directory }) => ({
      ping: async () => {},
      documents: ({ signal }) => slowly(String(directory), signal),
      close: async () => {},
    }),
  })

const say = (...words: string[]): void => void process.stdout.write(`${words.join(' ')}\n`)

say('ready')
const [line] = z.tuple([z.string()]).parse(await once(createInterface({ input: process.stdin }), 'line'))
const { dieAt, afterSending, dieAtPage, lag } = goSchema.parse(JSON.parse(line))

const die = (): Promise<never> => {
  process.kill(process.pid, 'SIGKILL')
  return new Promise(() => {})
}

let calls = 0
const intercept: Intercept = async ({ path }, send) => {
  calls += 1
  if (path.endsWith('/_bulk')) await sleep(lag)
  if (calls !== dieAt) return send()
  // What was sent may be applied, with nobody left to hear of it.
  if (afterSending) await send()
  return die()
}

let pages = 0
async function* followed(all: Pages): Pages {
  for await (const page of all) {
    pages += 1
    yield page
    if (page.kind === 'unchanged') say('passes')
    if (page.kind === 'fingerprints') say('fingerprints', String(page.wanted.length))
    if (pages === dieAtPage) await die()
  }
}

/** The same sources, whose listings are followed. */
const followedSources = Object.fromEntries(
  Object.entries({ ...sources, paced: slow }).map(([name, load]): [string, Sources[string]] => [
    name,
    async () => {
      const definition = await load()
      return {
        ...definition,
        open: (...given) => {
          const source = definition.open(...given)
          const { changes } = source
          return {
            ...source,
            ...(changes !== undefined && { changes: (request) => followed(changes(request)) }),
            documents: (request) => {
              if (request.resume !== undefined) say('resumes')
              return followed(source.documents(request))
            },
          }
        },
      }
    },
  ]),
)
const wayOf = (apiKey: Secret) => connect({ url, auth: { kind: 'api-key', apiKey }, intercept })

const worker = await startWorker({
  es: wayOf(new Secret(key)),
  connectTo: wayOf,
  keys: () => undefined,
  sources: followedSources,
  clock: systemClock,
  ids: systemIds,
  idle: 20,
  timing,
  bulk,
  maxDeletedShare: 0.5,
  observe: (event) => {
    if (event.is === 'sync-begun') say('begun', event.jobId)
    if (event.is === 'sync-ended') say('ended', event.jobId, event.ending.status)
    if (event.is === 'trouble') say('trouble', event.message)
  },
})
process.once('SIGTERM', () => void worker.stop().then(() => process.exit()))
