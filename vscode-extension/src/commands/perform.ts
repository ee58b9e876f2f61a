import * as vscode from 'vscode'
import type { OpenCluster } from '../connection/connections.ts'
import { type CoreModule, loadCore } from '../load-core.ts'
import type { Operation } from './ask-field.ts'
import type { Services } from './services.ts'

type Answer = Awaited<ReturnType<ReturnType<CoreModule['createCore']>['run']>>

interface Performed {
  operation: Operation
  input: Record<string, unknown>
  reason: string | undefined
}

/**
 * Carries an operation out, with its steps in a notification that can stop it. From its first step on the run is
 * remembered, so that a window that was reloaded goes on with it.
 */
export const perform = async (
  { followed }: Services,
  { core, session, settings: { name: cluster } }: OpenCluster,
  { operation, input, reason }: Performed,
): Promise<Answer> => {
  const { secretsIn, liveStepWords } = await loadCore()
  let begun: string | undefined
  try {
    const answer = await vscode.window.withProgress(
      {
        location: vscode.ProgressLocation.Notification,
        title: `${operation.title} · ${cluster}`,
        cancellable: true,
      },
      (progress, token) => {
        const controller = new AbortController()
        token.onCancellationRequested(() => controller.abort(new vscode.CancellationError()))
        return core.run(session, operation.name, input, {
          signal: controller.signal,
          reason,
          onStep: (step) => {
            if (begun === undefined) {
              begun = step.run
              void followed.remember({ cluster, run: begun })
            }
            if (step.phase === 'begin') progress.report({ message: liveStepWords(step) })
          },
        })
      },
    )
    // Others decide, or it waits for something: what becomes of it is said when it happens.
    if (answer.state === 'waiting' || answer.state === 'executing')
      await followed.follow({ cluster, run: answer.run }, secretsIn(input))
    else if (begun !== undefined) await followed.forget(begun)
    return answer
  } catch (error) {
    if (begun !== undefined) await followed.forget(begun)
    throw error
  }
}
