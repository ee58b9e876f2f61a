import { type OperationSummary, PatchbayError, type Plan, type Session } from '@patchbay/core'
import { fieldsOf, requestNeedsReason } from '@patchbay/core/words'
import type { KnownBlock, ModalView } from '@slack/types'
import { z } from 'zod'
import type { SlackPerson } from '../identity/resolve-person.ts'
import { bold, line, lines, preformatted, text } from '../views/blocks.ts'
import { inputBlock, type Question } from '../views/input-block.ts'
import { planRows } from '../views/plan-rows.ts'
import { prose } from '../views/prose.ts'
import { modal } from '../views/modal.ts'
import { nextSyncs } from '../views/next-syncs.ts'
import { type FormStart, formQuestions, ids } from './form-questions.ts'
import { asksWhole } from './needs-form.ts'
import type { CommandParts } from './run-at-once.ts'
import { fillView } from '../interactions/fill-view.ts'

/** What a form remembers between its steps: ids and what was typed that is no secret. */
export const formMetadataSchema = z.object({
  cluster: z.string().default(''),
  operation: z.string(),
  input: z.record(z.string(), z.unknown()).default({}),
  serviceType: z.string().nullable().default(null),
  /** Whether whoever decides must be told why. */
  asks: z.boolean().default(false),
})
export type FormMetadata = z.infer<typeof formMetadataSchema>

const connectorSchema = z.object({
  id: z.string(),
  serviceType: z.string().nullable(),
  configuration: z.array(z.object({ key: z.string(), value: z.unknown() })),
})

/** The connector that is configured, as its form starts from it. */
export const connectorOf = async (
  core: CommandParts['core'],
  session: Session,
  connector: unknown,
): Promise<FormStart['connector'] & { id: string }> => {
  const answer = await core.run(session, 'connector.get', { connector })
  const found = connectorSchema.parse('result' in answer ? answer.result : undefined)
  return {
    id: found.id,
    serviceType: found.serviceType,
    values: Object.fromEntries(found.configuration.map(({ key, value }) => [key, value])),
  }
}

const why = (asks: boolean, optional: boolean, reason?: string): Question => ({
  id: ids.reason,
  label: 'Why?',
  hint: asks ? 'Whoever decides sees it.' : 'It is written down.',
  kind: 'lines',
  optional,
  initial: reason,
})

const longestMetadata = 3000

/** Slack gives a form back what it remembers; what doesn't fit can't be asked for in steps. */
const remember = (metadata: FormMetadata): FormMetadata => {
  if (JSON.stringify(metadata).length <= longestMetadata) return metadata
  throw new PatchbayError('input.invalid', 'This is too long for a form of Slack.', {
    next: 'Use the command line or the editor for it.',
  })
}

const asksSecrets = ({ operation }: FormStart): boolean =>
  fieldsOf(operation.input).some(
    ({ sensitive, sensitiveKeys, kind }) => sensitive || sensitiveKeys.length > 0 || kind === 'record',
  )

/** The form of an operation: its questions, and why, where somebody will decide about it. */
export const formView = (start: FormStart, problem?: string): ModalView => {
  const { cluster, operation, input, known = input, connector } = start
  const blocks: KnownBlock[] = [
    lines(line(...prose(operation.summary))),
    ...(problem === undefined ? [] : [lines(line(text(problem, { bold: true })))]),
    ...formQuestions(start).map(inputBlock),
    // Where nothing secret is asked, it is asked beside the plan.
    ...(operation.plans && operation.risk !== 'routine' && asksSecrets(start)
      ? [inputBlock(why(true, false))]
      : []),
  ]
  return modal({
    title: operation.title,
    submit: operation.risk === 'routine' ? 'Do it' : 'Go on',
    callback: 'form.submit',
    metadata: remember({
      cluster,
      operation: operation.name,
      input: { ...known },
      serviceType: connector?.serviceType ?? null,
      asks: false,
    }),
    blocks,
  })
}

type Decision = Parameters<typeof requestNeedsReason>[0]['decision']

/** Plan and Confirm, for what is dangerous and was typed whole. */
const confirmView = (
  operation: OperationSummary,
  {
    cluster,
    plan,
    decision,
    input,
    reason,
  }: {
    cluster: string
    plan: Plan
    decision: Decision
    input: Record<string, unknown>
    reason: string | undefined
  },
): ModalView => {
  const asks = decision === 'ask'
  const needsWhy = requestNeedsReason({ decision, risk: operation.risk })
  return modal({
    title: operation.title,
    submit: asks ? 'Ask for approval' : 'Do it now',
    callback: 'form.confirm',
    metadata: remember({ cluster, operation: operation.name, input, serviceType: null, asks: needsWhy }),
    blocks: [
      lines(line(bold(plan.headline), text(`   ${operation.risk}`))),
      preformatted(planRows(plan, 70)),
      ...nextSyncs(plan),
      lines(
        line(text(asks ? 'Nothing happens before somebody else has approved it.' : 'It is done at once.')),
      ),
      inputBlock(why(asks, !needsWhy, reason)),
    ],
  })
}

interface Asked {
  operation: OperationSummary
  input: Record<string, unknown>
  reason?: string | undefined
}

/** The form of an operation: the plan where nothing is left to ask, else the questions. */
export const formFor = async (
  core: CommandParts['core'],
  session: Session,
  asked: Asked,
): Promise<ModalView> => {
  const { operation } = asked
  let { input } = asked
  let connector: (FormStart['connector'] & { id: string }) | undefined
  if (operation.name === 'connector.configure' && input['connector'] !== undefined) {
    connector = await connectorOf(core, session, input['connector'])
    input = { ...input, connector: connector.id }
  }
  const isWhole = operation.input.safeParse(input).success && !asksWhole(operation, input)
  return operation.plans && operation.risk !== 'routine' && isWhole
    ? planned(core, session, { operation, input })
    : formView({ cluster: session.cluster.name, operation, input, connector })
}

/** Fills the modal that is open with the form of an operation. */
export const openForm = async (
  { core, interactive, resolvePerson }: CommandParts,
  { viewId, person, ...asked }: Asked & { viewId: string; person: SlackPerson },
): Promise<void> => {
  const view = await formFor(core, await resolvePerson(person), asked)
  await fillView(interactive, { id: viewId }, view)
}

/** @throws PatchbayError whatever the core finds wrong before it would ask. */
export const planned = async (
  core: CommandParts['core'],
  session: Session,
  { operation, input, reason }: Asked,
): Promise<ModalView> => {
  const answer = await core.run(session, operation.name, input, { dryRun: true })
  if (answer.state !== 'planned') throw new Error(`A dry run of ${operation.name} answered ${answer.state}.`)
  const { plan, decision } = answer
  return confirmView(operation, {
    cluster: session.cluster.name,
    plan,
    decision: decision.decision,
    input,
    reason,
  })
}
