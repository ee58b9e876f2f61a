import { z } from 'zod'
import { Secret, type StepProgress } from '@patchbay/core'
import { liveStepWords } from '@patchbay/core/words'
import { type Made, resultOf, type Road, waitingRun } from './road.ts'

const named = z.object({ api_key_id: z.string(), api_key_secret_id: z.string() })
const secretSchema = z.object({ value: z.string() })

/** The key that the connector has, as only the worker and the superuser may see it. */
export const readKey = async ({ elastic }: Road, { id }: Made): Promise<Secret> => {
  const connector = named.parse(await elastic.es.connector.get({ connector_id: id }))
  const path = `/_connector/_secret/${encodeURIComponent(connector.api_key_secret_id)}`
  return new Secret(secretSchema.parse(await elastic.es.transport.request({ method: 'GET', path })).value)
}

/** ada asks, grace approves, ada executes. */
export const rotateKey = ({ core, ada, grace, show, signal }: Road, { id }: Made): Promise<void> =>
  show('Rotate API key', async (say) => {
    say('ada asks …')
    const run = waitingRun(
      await core.run(ada, 'api-key.rotate', { connector: id }, { reason: 'the road', signal }),
    )
    say('ada asks … grace approves …')
    resultOf(await core.run(grace, 'approval.decide', { run, choice: 'approve' }))
    const done = new Set<string>()
    const onStep = (step: StepProgress): void => {
      if (step.phase === 'end') done.add(step.name)
      say(`ada asks … grace approves … ${liveStepWords(step)}`)
    }
    resultOf(await core.run(ada, 'approval.execute', { run }, { signal, onStep }))
    return { figure: `ada asked, grace approved · ${done.size} steps`, value: undefined }
  })

/** The key from before the rotation must be refused. */
export const checkOldKey = ({ elastic, show }: Road, old: Secret): Promise<void> =>
  show('The old key', async () => {
    const status = await elastic
      .connectAs(old)
      .security.authenticate()
      .then(
        () => 200,
        (error: unknown) => (error instanceof Object && 'status' in error ? error.status : error),
      )
    if (status !== 401)
      throw new Error(`The old key should be refused with 401, and the answer was ${String(status)}.`)
    return { figure: 'is refused (401)', value: undefined }
  })
