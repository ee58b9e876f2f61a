import type { Answer } from '../operations/create-runner.ts'
import type { Decision } from '../protocol/decision.ts'
import type { Request } from './build-program.ts'
import { counted } from '../lib/counted.ts'
import { approveCommand } from '../protocol/reasons.ts'
import type { Reference } from '../protocol/connector-file.ts'
import { approverWords } from './approver-words.ts'
import { emptyList, isNarrowed } from './empty-list.ts'
import { listColumns } from './list-columns.ts'
import { nextStep } from './next-step.ts'
import { renderPlan } from './render-plan.ts'
import { renderRun } from './render-run.ts'
import { renderTime } from './render-time.ts'
import { renderValue } from './render-value.ts'
import { secretFlags } from './secret-flags.ts'
import { reveal } from './reveal.ts'

const people = ({ approvers, votes }: Decision): string => {
  const named = approvers.map(approverWords)
  return `${votes === 1 ? '1 approval' : `${votes} approvals`}: ${named.join(', and ') || 'anybody else'}`
}

const ended = ({ rejections }: Decision): string =>
  rejections === 1 ? '' : `; ${rejections} rejections end it`

const hours = (milliseconds: number): string => `${Math.round(milliseconds / 360_000) / 10} h`

/** The connector as it was called. */
const targetOf = ({ operation, shape: { positional }, given }: Request): string | undefined =>
  operation.target === 'connector' && positional?.name === operation.target ? given.positional : undefined

interface View {
  now: Date
  width: number
  /** Where secrets come from, by their path in the input, as a file of connectors says. */
  references?: ReadonlyMap<string, Reference> | undefined
}

/** What it takes, and who has it: the one who asks was asked for it already; a service is when it carries it out. */
const needs = (answer: { needs: readonly string[]; decision: Decision }): string | undefined => {
  if (answer.needs.length === 0) return undefined
  const { executeAs } = answer.decision
  const held = executeAs === 'requester' ? 'you have all of it' : `${executeAs.service} carries it out`
  return `${answer.needs.join(' · ')}: ${held}`
}

/** What is said of secrets while a request waits: the command holds them, or nobody does. */
const ofSecrets = (paths: readonly string[], wait: boolean): string[] => {
  if (paths.length === 0) return []
  const which = `${counted(paths.length, 'secret')} (${paths.join(', ')})`
  return wait
    ? [`This command holds its ${which} until then: when it ends before, they have to be given again.`]
    : [`Its ${which} stand in no log: give them again then. With --wait this command would hold them.`]
}

/** What a person reads. */
export const renderAnswer = (answer: Answer, request: Request, view: View): string[] => {
  const { operation, reason } = request
  const { width, now } = view
  const columns = listColumns[operation.name]
  const value = (result: unknown): string[] =>
    renderValue(operation.delivers ? reveal(result) : result, {
      ...view,
      columns,
      empty: emptyList(
        operation.name,
        result,
        isNarrowed(request.given.flags, request.shape.positional?.name),
      ),
    })
  switch (answer.state) {
    case 'read':
      return renderRun(answer.result, view) ?? value(answer.result)
    case 'done': {
      const next = nextStep(operation.name, answer.result, targetOf(request))
      const done = [`${operation.title}: done.`, ...value(answer.result)]
      return next === undefined ? done : [...done, '', `Next: ${next}`]
    }
    case 'planned':
      return [
        ...renderPlan(answer.plan, { reason, width, now, risk: operation.risk, needs: needs(answer) }),
        '',
        ...(answer.plan.changes.length === 0
          ? []
          : [
              answer.decision.decision === 'ask'
                ? `Would ask for ${people(answer.decision)}.`
                : 'Would be done at once.',
            ]),
        'Nothing was changed.',
      ]
    case 'waiting':
      return [
        ...renderPlan(answer.plan, { reason, width, now, risk: operation.risk, needs: needs(answer) }),
        '',
        `Waits for ${people(answer.decision)}, within ${hours(answer.decision.decideWithinMs)}${ended(answer.decision)}.`,
        ...ofSecrets(answer.missing, request.wait),
        `  they run   ${approveCommand({ run: answer.run, risk: operation.risk })}`,
        `  then you   patchbay approval execute ${answer.run}${secretFlags(answer.missing, view.references)}`,
        `  or         patchbay approval withdraw ${answer.run}`,
      ]
    case 'executing':
      return [
        answer.until === undefined
          ? `${operation.title}: another process is at it.`
          : `${operation.title}: waits until ${renderTime(new Date(answer.until), view.now)}; then anybody’s executor goes on.`,
        `  look       patchbay approval get ${answer.run}`,
        `  go on      patchbay approval resume ${answer.run}`,
      ]
    case 'ready':
      return [
        `${operation.title}: ready for you.`,
        ...(answer.missing.length === 0
          ? [
              `  a new key  patchbay api-key collect ${answer.run}`,
              `  or         patchbay api-key collect ${answer.run} --keys-file connector-keys.json`,
              '             puts it into the file of `patchbay worker` in place of the screen',
            ]
          : [`  secrets    patchbay approval resume ${answer.run}${secretFlags(answer.missing)}`]),
      ]
  }
}
