import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import type { WorkerGround } from '../sync/open-worker.ts'

export interface WorkerProcess {
  /**
   * Lets it begin; `dieAt`: it is killed with that call to Elasticsearch, before or after sending it; `dieAtPage`: with
   * that page of the source. `lag`: milliseconds that each bulk request takes more.
   */
  go(how?: { dieAt?: number; afterSending?: boolean; dieAtPage?: number; lag?: number }): void
  signal(name: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT' | 'SIGTERM'): void
  /** What it said so far: `begun <job>`, `resumes`, `fingerprints <wanted>`, `ended <job> <status>`, `trouble <words>`. */
  said: string[]
  gone(): boolean
  /** Resolves when the process is gone. */
  ended: Promise<void>
}

interface Home {
  url: string
  ground: Pick<WorkerGround, 'workerKey'>
  worker(): Promise<string>
}

const children = new Set<ChildProcess>()

/** Kills what a test left. A stopped process can be killed, too. */
export const killWorkers = (): void => {
  for (const child of children) child.kill('SIGKILL')
}

/** Starts a worker in a process of its own, which waits to be let go. */
export const spawnWorker = async (
  { url, ground: { workerKey }, worker }: Home,
  timing: Readonly<Record<string, number>>,
  bulk?: { bytes: number },
): Promise<WorkerProcess> => {
  const script = await worker()
  const options = JSON.stringify({ url, key: workerKey.reveal(), timing, bulk })
  const child = spawn(process.execPath, [script, options], { stdio: ['pipe', 'pipe', 'inherit'] })
  children.add(child)
  const said: string[] = []
  const lines = createInterface({ input: child.stdout })
  const ready = once(lines, 'line')
  lines.on('line', (line) => said.push(line))
  let gone = false
  const ended = once(child, 'exit').then(() => {
    gone = true
    children.delete(child)
  })
  await Promise.race([
    ready,
    ended.then(() => {
      throw new Error('The worker did not start.')
    }),
  ])
  return {
    said,
    ended,
    gone: () => gone,
    go: (how = {}) => void child.stdin.write(`${JSON.stringify(how)}\n`),
    signal: (name) => void child.kill(name),
  }
}
