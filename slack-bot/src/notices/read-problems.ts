import type { Runner, Session } from '@patchbay/core'
import { z } from 'zod'
import { type Problem, problemSchema } from './subscription.ts'

const answerSchema = z.object({ items: z.array(problemSchema) })

/** Everything that is wrong, as a person may see it: core looks at all connectors in a few requests. */
export const readProblems = async (core: Runner, person: Session): Promise<Problem[]> => {
  const answer = await core.run(person, 'connector.problems', { limit: 10_000 })
  return answerSchema.parse('result' in answer ? answer.result : undefined).items
}
