import { Secret } from '@patchbay/core'
import { z } from 'zod'
import { type Made, resultOf, type Road, waitingRun } from './road.ts'

const delivered = z.object({ apiKey: z.instanceof(Secret) })

/** Conversion to self-managed, approved; the new key is collected and handed to the worker. */
export const convertConnector = (
  { core, ada, grace, show, signal, giveKeyToWorker }: Road,
  { id }: Made,
): Promise<void> =>
  show('Convert to self-managed', async () => {
    const run = waitingRun(
      await core.run(ada, 'connector.convert', { connector: id }, { reason: 'the road', signal }),
    )
    resultOf(await core.run(grace, 'approval.decide', { run, choice: 'approve', reason: 'the road' }))
    const executed = await core.run(ada, 'approval.execute', { run }, { signal })
    if (executed.state !== 'ready')
      throw new Error(`The conversion should be ready to collect and is ${executed.state}.`)
    const { apiKey } = delivered.parse(resultOf(await core.run(ada, 'api-key.collect', { run }, { signal })))
    giveKeyToWorker(id, apiKey.reveal())
    return { figure: "approved by grace · can't be undone", value: undefined }
  })
