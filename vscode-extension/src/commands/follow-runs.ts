import * as vscode from 'vscode'
import type { Connections } from '../connection/connections.ts'
import type { StepProgress } from '../core-entry.ts'
import { type CoreModule, loadCore } from '../load-core.ts'
import type { RunView } from '../views/lines.ts'

const { l10n } = vscode

/** How often a run is looked at, and how rarely while nobody decides. Milliseconds. */
const every = 3_000
const atMost = 30_000
const keptUnder = 'runs'

/** Sensitive input by its path. */
export type Secrets = Readonly<Record<string, InstanceType<CoreModule['Secret']>>>

interface Followed {
  cluster: string
  run: string
}

interface Parts {
  connections: Connections
  memory: vscode.Memento
  log: vscode.LogOutputChannel
  /** Something about a run changed. */
  changed(cluster: string): void
}

/**
 * Runs that were begun here and are not over. They are kept over a reload of the window: whatever was being executed is
 * taken up again, what was approved meanwhile is carried out, and what came of each is said.
 */
export class FollowedRuns implements vscode.Disposable {
  readonly #parts: Parts
  readonly #stop = new AbortController()
  readonly #following = new Set<string>()
  /** What was typed for a run that waits; it ends with the window. */
  readonly #secrets = new Map<string, Secrets>()

  constructor(parts: Parts) {
    this.#parts = parts
  }

  #kept(): Followed[] {
    return this.#parts.memory.get<Followed[]>(keptUnder, [])
  }

  /** Goes on with what an earlier window began. */
  takeUp(): void {
    for (const followed of this.#kept()) this.#begin(followed)
  }

  /** Remembers a run for the time that this window executes it. */
  async remember(followed: Followed): Promise<void> {
    const others = this.#kept().filter(({ run }) => run !== followed.run)
    await this.#parts.memory.update(keptUnder, [...others, followed])
  }

  async forget(run: string): Promise<void> {
    this.#secrets.delete(run)
    await this.#parts.memory.update(
      keptUnder,
      this.#kept().filter((kept) => kept.run !== run),
    )
  }

  /** Follows a run that others decide about, until it is over. */
  async follow(followed: Followed, secrets: Secrets = {}): Promise<void> {
    this.#secrets.set(followed.run, secrets)
    await this.remember(followed)
    this.#begin(followed)
  }

  #begin(followed: Followed): void {
    if (this.#following.has(followed.run)) return
    this.#following.add(followed.run)
    this.#untilOver(followed)
      .catch((error: unknown) => {
        this.#parts.log.warn(`${followed.run}: ${error instanceof Error ? error.message : String(error)}`)
      })
      .finally(() => this.#following.delete(followed.run))
  }

  async #untilOver(followed: Followed): Promise<void> {
    let pause = every
    let state = ''
    while (!this.#stop.signal.aborted) {
      const view = await this.#read(followed)
      if (view === undefined) pause = Math.min(pause * 2, atMost)
      else {
        if (view.state !== state) this.#parts.changed(followed.cluster)
        pause = view.state === state ? Math.min(pause * 1.5, atMost) : every
        state = view.state
        if (view.isMyTurn) {
          // Whoever stops it here decides under Approvals what becomes of it.
          if ((await this.#goOn(followed, view)) === 'stopped') return this.forget(followed.run)
        } else if (view.over || state === 'ready' || state === 'failed') return this.#end(followed, view)
      }
      await this.#wait(pause)
    }
  }

  async #read({ cluster, run }: Followed): Promise<RunView | undefined> {
    const { runView } = await loadCore()
    try {
      return await runView(await this.#parts.connections.open(cluster), run)
    } catch (error) {
      // A cluster that was taken out of the settings has no runs to follow.
      if (this.#parts.connections.find(cluster) === undefined) {
        await this.forget(run)
        throw error
      }
      return undefined
    }
  }

  /** Carries out what was approved, or takes up what an earlier window left; another that is at it goes first. */
  async #goOn({ cluster, run }: Followed, { title, target }: RunView): Promise<'went on' | 'stopped'> {
    const { core, session } = await this.#parts.connections.open(cluster)
    const { liveStepWords } = await loadCore()
    const stopped = await vscode.window.withProgress(
      {
        location: vscode.ProgressLocation.Notification,
        title: `${title} · ${target ?? ''} · ${cluster}`,
        cancellable: true,
      },
      async (progress, token) => {
        const stop = new AbortController()
        token.onCancellationRequested(() => stop.abort(new vscode.CancellationError()))
        const signal = AbortSignal.any([stop.signal, this.#stop.signal])
        const onStep = (step: StepProgress) => {
          if (step.phase === 'begin') progress.report({ message: liveStepWords(step) })
        }
        try {
          await core.run(
            session,
            'approval.execute',
            { run, secrets: this.#secrets.get(run) },
            { signal, onStep },
          )
        } catch (error) {
          // What stopped it stands in its log, and is told from there.
          this.#parts.log.info(`${run}: ${error instanceof Error ? error.message : String(error)}`)
        }
        return token.isCancellationRequested
      },
    )
    this.#parts.changed(cluster)
    return stopped ? 'stopped' : 'went on'
  }

  async #end({ cluster, run }: Followed, view: RunView): Promise<void> {
    const { title, target, state } = view
    await this.forget(run)
    this.#parts.changed(cluster)
    if (view.mine && view.waitsFor === 'input') return this.#askForSecret({ cluster, run }, view)
    const sentence = l10n.t('{0} · {1}: {2}', title, target ?? cluster, state)
    const show = l10n.t('Show')
    const say = state === 'done' ? vscode.window.showInformationMessage : vscode.window.showWarningMessage
    // It goes away by itself: nothing waits for an answer.
    void say(sentence, show).then((chosen) => {
      if (chosen === show) void vscode.commands.executeCommand('patchbay.showRun', { cluster, run: { run } })
    })
  }

  /** It was approved, and the window that knew its secret is gone. */
  #askForSecret({ cluster, run }: Followed, { title, target }: RunView): void {
    const give = l10n.t('Give the secret …')
    const sentence = l10n.t('{0} · {1}: approved, and wants its secret once more', title, target ?? cluster)
    void vscode.window.showWarningMessage(sentence, give).then((chosen) => {
      if (chosen === give) void vscode.commands.executeCommand('patchbay.doWithRun', cluster, run, 'give')
    })
  }

  #wait(milliseconds: number): Promise<void> {
    const { signal } = this.#stop
    return new Promise((resolve) => {
      const go = (): void => {
        clearTimeout(timer)
        signedIn.dispose()
        signal.removeEventListener('abort', go)
        resolve()
      }
      const timer = setTimeout(go, milliseconds)
      // Somebody who signs in again is told at once.
      const signedIn = this.#parts.connections.onDidChange(go)
      signal.addEventListener('abort', go)
    })
  }

  dispose(): void {
    this.#stop.abort()
  }
}
