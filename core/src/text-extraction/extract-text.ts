import { Worker } from 'node:worker_threads'
import type { TextKind } from './text-kinds.ts'
import { longestWork, mostMemory } from './text-limits.ts'
import type { TextAnswer, TextRequest } from './text-thread.ts'

/** Packed into one file, the thread lies beside it. */
const file = import.meta.url.endsWith('.ts') ? './text-thread.ts' : './text-thread.mjs'

const megabyte = 1024 * 1024
/** Milliseconds between looks at what the thread holds. */
const lookEvery = 100
/** Milliseconds that a thread without work stays. */
const idleFor = 10_000

const start = (): Worker => {
  const thread = new Worker(new URL(file, import.meta.url), {
    resourceLimits: { maxOldGenerationSizeMb: mostMemory.objects },
    // What libraries print about a file is nobody's business.
    stdout: true,
    stderr: true,
  })
  // A process that has nothing else to do ends.
  thread.unref()
  // One that was given up may fail before it is gone; unheard, that would end the process.
  thread.on('error', () => {})
  return thread
}

let idle: { thread: Worker; gone: NodeJS.Timeout } | undefined

/** Also when it ends although it has answered: what a library left undone may still do that. */
const forget = (): void => {
  if (idle === undefined) return
  clearTimeout(idle.gone)
  idle.thread.off('error', forget).off('exit', forget)
  idle = undefined
}

const take = (): Worker => {
  const thread = idle?.thread ?? start()
  forget()
  return thread
}

const giveBack = (thread: Worker): void => {
  const gone = setTimeout(() => void take().terminate(), idleFor)
  gone.unref()
  thread.on('error', forget).on('exit', forget)
  idle = { thread, gone }
}

/** Bytes outside of the objects' heap, where unpacked streams lie, aren't held down by the thread's own limits. */
const holdsTooMuch = async (thread: Worker): Promise<boolean> =>
  (await thread.getHeapStatistics()).external_memory > mostMemory.bytes * megabyte

const tooMuch = 'taking its text out needs too much memory'
const notPacked = 'this program was packed without what takes text out'
/** Why a thread ended, by the error's code. */
const reasons: Readonly<Record<string, string>> = {
  ERR_WORKER_OUT_OF_MEMORY: tooMuch,
  ERR_MODULE_NOT_FOUND: notPacked,
  MODULE_NOT_FOUND: notPacked,
}

const ask = (
  thread: Worker,
  request: TextRequest,
  { signal, within }: { signal: AbortSignal; within: number },
) =>
  new Promise<TextAnswer>((resolve, reject) => {
    const end = (): void => {
      clearTimeout(late)
      clearInterval(looking)
      signal.removeEventListener('abort', stop)
      thread.off('message', give).off('error', failed).off('exit', ended)
    }
    const give = (answer: TextAnswer): void => {
      end()
      giveBack(thread)
      resolve(answer)
    }
    // Whatever the thread was at, it is over with it; the next file gets a new one.
    const giveUp = (reason: string): void => {
      end()
      void thread.terminate()
      resolve({ reason })
    }
    const stop = (): void => {
      end()
      void thread.terminate()
      reject(signal.reason)
    }
    const failed = (error: Error & { code?: string }): void =>
      giveUp(reasons[error.code ?? ''] ?? `it is damaged: ${error.message}`)
    const ended = (): void => giveUp('taking its text out ended the thread')
    const late = setTimeout(() => giveUp('taking its text out takes too long'), within)
    const looking = setInterval(() => {
      // A thread that has ended meanwhile can't say what it holds; how it ended tells.
      holdsTooMuch(thread).then(
        (much) => much && giveUp(tooMuch),
        () => {},
      )
    }, lookEvery)
    signal.addEventListener('abort', stop)
    thread.on('message', give).on('error', failed).on('exit', ended)
    thread.postMessage(request)
  })

let last: Promise<unknown> = Promise.resolve()

/**
 * The text of a file, or why it has none. Taken out in a thread of its own, one file after another, and bounded in time
 * and memory: no file can end the process or hold it up.
 * @throws the signal's reason.
 */
export const extractText = (
  kind: TextKind,
  bytes: Uint8Array,
  { signal, within = longestWork }: { signal: AbortSignal; within?: number },
): Promise<TextAnswer> => {
  const turn = last.then(() => {
    signal.throwIfAborted()
    return ask(take(), { kind, bytes }, { signal, within })
  })
  last = turn.catch(() => {})
  return turn
}
