import { type Answer, Secret } from '@patchbay/core'
import { z } from 'zod'

const setUp = z.object({ service: z.object({ apiKey: z.instanceof(Secret) }) })

/** The key of a service, out of the answer of `cluster.setup`; it goes on to where secrets are kept. */
export const secretOfService = (answer: Answer): string =>
  setUp.parse('result' in answer ? answer.result : undefined).service.apiKey.reveal()
