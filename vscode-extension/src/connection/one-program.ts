import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'

export interface Program {
  path: string
  arguments: readonly string[]
  env: Readonly<Record<string, string>>
}

/** What a program's first line said; `undefined` when it ended before. */
export interface Started {
  line: string | undefined
  /** The end of what it said on stderr. */
  complaint: string
}

/** A program that runs once at a time: whoever asks while it starts gets the same start, and one that was killed is gone. */
export class OneProgram {
  #child: ChildProcess | undefined
  #starting: Promise<Started> | undefined

  /** A child that a signal ended has no exit code: both say that it is over. */
  get running(): boolean {
    return this.#child?.exitCode === null && this.#child.signalCode === null
  }

  start(program: Program): Promise<Started> {
    this.#starting ??= this.#spawn(program).finally(() => {
      this.#starting = undefined
    })
    return this.#starting
  }

  async #spawn({ path, arguments: given, env }: Program): Promise<Started> {
    // The editor's own Node, without the editor.
    const child = spawn(process.execPath, [path, ...given], {
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1', ...env },
      stdio: ['pipe', 'pipe', 'pipe'],
    })
    this.#child = child
    let complaint = ''
    child.stderr.on('data', (chunk: Buffer) => {
      complaint = `${complaint}${chunk.toString('utf8')}`.slice(-2_000)
    })
    // One that ended hears nothing any more, and that is no failure of the editor.
    child.stdin.on('error', () => undefined)
    const line = await Promise.race([
      once(createInterface(child.stdout), 'line').then(([said]) => String(said)),
      once(child, 'close').then(() => undefined),
    ])
    return { line, complaint: complaint.trim() }
  }

  /** Tells it something: one line of its input. */
  tell(line: string): void {
    this.#child?.stdin?.write(`${line}\n`)
  }

  /** It ends with its input. */
  end(): void {
    this.#child?.stdin?.end()
  }
}
