import { isPatchbayError, type OperationSummary, Secret } from '@patchbay/core'
import { secretsIn } from '@patchbay/core/words'
import type { App } from '@slack/bolt'
import type { ModalView } from '@slack/types'
import { z } from 'zod'
import { readSubmission } from '../interactions/click.ts'
import { slackWords } from '../views/error-message.ts'
import { errorModal, workingModal } from '../views/modal.ts'
import { ids } from './form-questions.ts'
import { connectorOf, formMetadataSchema, formView, planned } from './open-form.ts'
import { formStateSchema, isBlank, readForm, reasonNeeded } from './read-form.ts'
import { answerView, type CommandParts } from './run-at-once.ts'
import { fillView } from '../interactions/fill-view.ts'

const hasSecret = (input: unknown): boolean => Object.keys(secretsIn(input)).length > 0

/** What the operation's own schema finds wrong, beside the question that it is about. */
const problemsOf = (operation: OperationSummary, input: unknown, asked: readonly string[]) => {
  const parsed = operation.input.safeParse(input)
  if (parsed.success) return {}
  return Object.fromEntries(
    parsed.error.issues.flatMap(({ path, message }) => {
      const [name, key] = path.map(String)
      const id = [ids.value(key ?? ''), ids.field(name ?? '')].find((candidate) => asked.includes(candidate))
      return id === undefined ? [] : [[id, message]]
    }),
  )
}

/** Forms that were sent, changed or confirmed. */
export const registerForms = (app: App, parts: CommandParts): void => {
  const { core, interactive, resolvePerson, mayStart } = parts

  const operationOf = (name: string): OperationSummary | undefined =>
    core.operations.find((candidate) => candidate.name === name && mayStart(candidate))

  /** A form of before the configuration of the bot was changed. */
  const refusedView = (name: string): ModalView =>
    errorModal('Not from Slack', {
      code: 'policy.refused',
      message: `${name} can't be started from Slack.`,
      next: 'Use the command line or the editor, or have it added to the configuration of the bot.',
    })

  const finish = async (viewId: string, title: string, work: () => Promise<ModalView>): Promise<void> => {
    let view: ModalView
    try {
      view = await work()
    } catch (error) {
      if (!isPatchbayError(error)) parts.log(`The form "${title}" failed.`, error)
      view = errorModal(title, slackWords(error))
    }
    await fillView(interactive, { id: viewId }, view)
  }

  app.view('form.submit', async ({ ack, body }) => {
    const { person, viewId, metadata, state: sent } = readSubmission(body, formMetadataSchema)
    const operation = operationOf(metadata.operation)
    if (operation === undefined)
      return ack({ response_action: 'update', view: refusedView(metadata.operation) })
    const state = formStateSchema.parse(sent)
    const filled = readForm(operation, metadata.input, { state, serviceType: metadata.serviceType })
    const errors = { ...filled.errors, ...problemsOf(operation, filled.input, Object.keys(state.values)) }
    if (Object.keys(errors).length > 0) {
      await ack({ response_action: 'errors', errors })
      return
    }
    await ack({ response_action: 'update', view: workingModal(operation.title) })
    await finish(viewId, operation.title, async () => {
      const session = await resolvePerson(person)
      const { input, reason } = filled
      // A plan that is confirmed in a second step would have to carry the secrets through Slack.
      const twoSteps = operation.plans && operation.risk !== 'routine' && !hasSecret(input)
      if (twoSteps) return planned(core, session, { operation, input, reason })
      return answerView(parts, session, { operation, input, reason })
    })
  })

  app.view('form.confirm', async ({ ack, body }) => {
    const { person, viewId, metadata, state } = readSubmission(body, formMetadataSchema)
    const operation = operationOf(metadata.operation)
    if (operation === undefined)
      return ack({ response_action: 'update', view: refusedView(metadata.operation) })
    const reason = formStateSchema.parse(state).values[ids.reason]?.['form.value']?.value ?? undefined
    if (metadata.asks && isBlank(reason))
      return ack({ response_action: 'errors', errors: { [ids.reason]: reasonNeeded } })
    await ack({ response_action: 'update', view: workingModal(operation.title) })
    await finish(viewId, operation.title, async () => {
      const session = await resolvePerson(person)
      const { input } = metadata
      return answerView(parts, session, { operation, input, reason })
    })
  })

  /** An answer that decides which questions have an effect: the form is drawn again, with what was typed. */
  const redraw = async (body: unknown): Promise<void> => {
    const changed = z.object({ view: z.object({ id: z.string(), hash: z.string() }) }).safeParse(body)
    const { person, metadata, state: sent } = readSubmission(body, formMetadataSchema)
    const operation = operationOf(metadata.operation)
    if (!changed.success || operation === undefined) return
    const { input } = readForm(operation, metadata.input, {
      state: formStateSchema.parse(sent),
      serviceType: metadata.serviceType,
    })
    const session = await resolvePerson(person)
    const connector = await connectorOf(core, session, input['connector'])
    await fillView(
      interactive,
      changed.data.view,
      formView({
        cluster: session.cluster.name,
        operation,
        input: withoutSecrets(input),
        known: { ...metadata.input, connector: connector.id },
        connector,
      }),
    )
  }
  for (const decisive of ['form.value', 'pick.connector']) {
    app.action(decisive, async ({ ack, body }) => {
      await ack()
      await redraw(body)
    })
  }
}

const withoutSecrets = (input: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(input).flatMap(([name, value]) => {
      if (value instanceof Secret) return []
      if (typeof value === 'object' && value !== null && !Array.isArray(value))
        return [[name, withoutSecrets({ ...value })]]
      return [[name, value]]
    }),
  )
