import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { whyNoRealElasticsearch } from './missing-tools.ts'

export interface RealElasticsearch {
  /** `http://127.0.0.1:PORT`, without the Connector APIs; `startConnectorProxy` adds them. */
  url: string
  /** Of the superuser `elastic`. */
  password: string
  close(): Promise<void>
}

/** The first start builds, which on a slow network takes its time. */
const readyWithin = 240_000

/**
 * Starts a genuine Elasticsearch 8.19 on a free port, with its data in a temporary folder that `close` removes.
 * `trial` adds the trial licence, for document-level security; `java`: flags of the machine that are not the small ones of
 * tests. Without Java or Maven it says so instead.
 */
export const startRealElasticsearch = async ({
  trial = false,
  java,
}: { trial?: boolean; java?: string } = {}): Promise<RealElasticsearch | { skipped: string }> => {
  const skipped = whyNoRealElasticsearch()
  if (skipped !== undefined) return { skipped }

  const home = await mkdtemp(join(tmpdir(), 'patchbay-real-elasticsearch-'))
  const password = randomBytes(12).toString('hex')
  const settings = trial ? ['xpack.license.self_generated.type=trial'] : []
  // A group of its own, because the build starts further processes. The server also ends when its input does,
  // so that it doesn't outlive a test process that was killed.
  const child = spawn(fileURLToPath(new URL('start.sh', import.meta.url)), ['0', home, ...settings], {
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
    env: {
      ...process.env,
      ELASTIC_PASSWORD: password,
      ...(java !== undefined && { REAL_ELASTICSEARCH_JAVA: java }),
    },
  })
  const killGroup = () => stopGroup(child)
  process.once('exit', killGroup)
  const close = async () => {
    process.off('exit', killGroup)
    killGroup()
    await exited(child)
    await rm(home, { recursive: true, force: true })
  }
  try {
    return { url: await ready(child), password, close }
  } catch (error) {
    await close()
    throw error
  }
}

/** Resolves with the address of the line READY; rejects with what the server said when it ends or takes too long. */
const ready = (child: ChildProcess): Promise<string> =>
  new Promise((resolve, reject) => {
    const lines: string[] = []
    const fail = (what: string) =>
      reject(new Error(`The real Elasticsearch ${what}. It said:\n${lines.join('\n')}`))
    const timer = setTimeout(() => fail(`was not ready within ${readyWithin / 1000} s`), readyWithin)
    child.once('error', (error) => fail(`could not be started: ${error.message}`))
    child.once('exit', (code) => fail(`ended with exit code ${code} before it was ready`))
    for (const output of [child.stdout, child.stderr]) {
      if (output === null) continue
      createInterface({ input: output }).on('line', (line) => {
        const url = /^READY (\S+)/.exec(line)?.[1]
        if (url === undefined) lines.push(line)
        else {
          clearTimeout(timer)
          resolve(url)
        }
      })
    }
  })

const stopGroup = (child: ChildProcess): void => {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return
  try {
    // Nothing in the data folder outlives the test, so there is nothing that a gentler signal would save.
    process.kill(-child.pid, 'SIGKILL')
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
  }
}

const exited = (child: ChildProcess): Promise<void> =>
  child.pid === undefined || child.exitCode !== null || child.signalCode !== null
    ? Promise.resolve()
    : new Promise((resolve) => child.once('exit', () => resolve()))
