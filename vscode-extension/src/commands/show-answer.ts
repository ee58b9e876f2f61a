import * as vscode from 'vscode'
import { type CoreModule, loadCore } from '../load-core.ts'
import type { Operation } from './ask-field.ts'
import type { Services } from './services.ts'

type Answer = Awaited<ReturnType<ReturnType<CoreModule['createCore']>['run']>>

const { l10n } = vscode

/** Hands over what is shown once: to the clipboard, and to no document. */
export const deliver = async (
  title: string,
  { name, value }: { name: string; value: string },
): Promise<void> => {
  const copy = l10n.t('Copy')
  const chosen = await vscode.window.showInformationMessage(
    l10n.t('{0}: {1} is shown once and stored nowhere.', title, name),
    { modal: true, detail: l10n.t('Copy it now; collecting again makes another.') },
    copy,
  )
  if (chosen === copy) await vscode.env.clipboard.writeText(value)
}

/** Shows what came of it: what was read in a document, a request as it stands, the rest in one sentence. */
export const showAnswer = async (
  services: Services,
  {
    operation,
    input,
    answer,
    cluster,
  }: { operation: Operation; input: object; answer: Answer; cluster: string },
): Promise<void> => {
  const { answerLines } = await loadCore()
  const { lines, delivered } = answerLines(operation, { answer, input })
  for (const secret of delivered) await deliver(operation.title, secret)
  switch (answer.state) {
    case 'waiting':
      // Where it stands is seen live, and can be withdrawn or decided above the document.
      await services.runs.show(cluster, answer.run)
      void vscode.window.showInformationMessage(
        l10n.t(
          '{0} waits for approval. Others decide here, in Slack or on the command line.',
          operation.title,
        ),
      )
      return
    case 'ready':
    case 'executing':
      await services.runs.show(cluster, answer.run)
      return
    default:
      if (operation.risk === 'read')
        await services.documents.show(`${cluster}/${operation.name}.txt`, `${lines.join('\n')}\n`)
      else vscode.window.setStatusBarMessage(l10n.t('$(check) {0}: done', operation.title), 5000)
  }
}
