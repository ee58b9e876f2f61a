import { maskSecrets } from '../../operations/mask-secrets.ts'
import type { Answer } from '../../operations/create-runner.ts'
import type { Risk } from '../../protocol/policy.ts'
import { approveCommand } from '../../protocol/reasons.ts'
import type { Json } from '../../lib/json.ts'

/** What a model is told: the result, or where the request stands and what happens next. Never a secret. */
export const answerWords = (answer: Answer, { risk }: { risk: Risk }): Json => {
  switch (answer.state) {
    case 'read':
      return maskSecrets(answer.result)
    case 'done':
      return maskSecrets({ state: 'done', run: answer.run, result: answer.result })
    case 'planned':
      return maskSecrets({
        state: 'planned',
        plan: answer.plan,
        next: `Nothing was changed. ${answer.decision.decision === 'ask' ? 'It would ask a person for approval.' : 'It would be done at once.'}`,
      })
    case 'waiting':
      return maskSecrets({
        state: 'approval requested',
        run: answer.run,
        plan: answer.plan,
        approvers: answer.decision.approvers,
        next:
          `Nothing was changed yet. A person decides: \`${approveCommand({ run: answer.run, risk })}\`. ` +
          'Then call approval_execute with this run; approval_get shows where it stands, approval_withdraw takes it back.',
      })
    case 'executing':
      return maskSecrets({
        state: 'executing',
        run: answer.run,
        until: answer.until,
        next: 'Look again later with approval_get; approval_resume goes on where it waits.',
      })
    case 'ready':
      return {
        state: 'ready',
        run: answer.run,
        next: `It needs a secret, or delivers one, so a person goes on: \`patchbay approval get ${answer.run}\` says how.`,
      }
  }
}
