import { hostname } from 'node:os'
import { type ErrorCode, isPatchbayError, PatchbayError } from '../errors.ts'
import { announceWorker } from './announce-worker.ts'
import { ConnectorCare } from './care-for-connectors.ts'
import { Rounds } from './rounds.ts'
import { noSpan } from './span.ts'
import { workerName } from './worker-name.ts'
import { defaultTiming, Standstill, type WorkerOptions, type WorkerParts } from './worker-options.ts'

export interface Worker {
  /** Suspends what runs, for the next worker to take up, and waits until that is written down. */
  stop(): Promise<void>
}

const defaultIdle = 1_000
const defaultDeletedShare = 0.2
const mebibyte = 1024 * 1024

const partsOf = (options: WorkerOptions): WorkerParts => ({
  ...options,
  owner: options.ids.ulid(),
  host: hostname(),
  name: workerName(options.name),
  timing: { ...defaultTiming, ...options.timing },
  maxDeletedShare: options.maxDeletedShare ?? defaultDeletedShare,
  bulk: {
    documentBytes: options.bulk?.documentBytes ?? 50 * mebibyte,
    bytes: options.bulk?.bytes ?? mebibyte,
    requests: options.bulk?.requests ?? 3,
    linger: options.bulk?.linger ?? 2_000,
  },
  standstill: new Standstill(options.clock),
  span: options.span ?? noSpan,
})

/** Starts a worker: it makes due jobs and runs jobs until it is stopped. Any number of workers may run. */
export const startWorker = (options: WorkerOptions): Promise<Worker> => {
  const parts = partsOf(options)
  const stopping = new AbortController()
  const { signal } = stopping
  const rounds = new Rounds(parts, signal, new ConnectorCare(parts, signal))
  let complaint = ''
  const loop = async (): Promise<void> => {
    while (!signal.aborted) {
      try {
        await rounds.next()
        if (complaint !== '') parts.observe({ is: 'note', message: 'The worker finds its work again.' })
        complaint = ''
      } catch (error) {
        // One round that fails must not end the worker: the next one looks again. Said once, not every second.
        const said = wordsOf(error)
        if (said !== complaint)
          parts.observe({ is: 'trouble', message: `The worker can't go on for now: ${said}` })
        complaint = said
      }
      await parts.clock.sleep(options.idle ?? defaultIdle, signal).catch(() => undefined)
    }
  }
  const running = loop()
  return Promise.resolve({
    stop: async () => {
      stopping.abort(new PatchbayError('canceled', 'The worker was stopped.'))
      await running
      await rounds.settled()
      await announceWorker(parts, 'stopped').catch((error: unknown) =>
        parts.observe({ is: 'trouble', message: wordsOf(error) }),
      )
    },
  })
}

/**
 * Runs what is due now, and what becomes due meanwhile, until nothing is left to do.
 * @throws what a round throws: Elasticsearch can't be reached, the cluster is not set up.
 */
export const runDue = async (options: WorkerOptions): Promise<void> => {
  const rounds = new Rounds(partsOf(options), new AbortController().signal)
  for (;;) {
    const { ran } = await rounds.next()
    if ((await ran) === 0) return
  }
}

/** What a worker's own key lacks is put right by whoever runs the worker. */
const aboutKey: Partial<Record<ErrorCode, string>> = {
  'elasticsearch.unauthenticated':
    "The worker's own key is not valid: `patchbay cluster setup --service worker` makes another, for PATCHBAY_WORKER_KEY or worker.apiKeyFile.",
  'elasticsearch.forbidden':
    "The worker's own key lacks that: `patchbay cluster setup --service worker` makes one that has it, for PATCHBAY_WORKER_KEY or worker.apiKeyFile.",
}

const wordsOf = (error: unknown): string => {
  if (!isPatchbayError(error)) return error instanceof Error ? error.message : String(error)
  const next = error.next ?? aboutKey[error.code]
  return next === undefined ? error.message : `${error.message.replace(/\.?$/, '.')} ${next}`
}
