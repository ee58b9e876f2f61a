import type { Runner, Session } from '@patchbay/core'

/** Where rows are read: a way to a cluster. */
export interface Ground {
  core: Runner
  session: Session
}

/** The result of an operation that reads. */
export const resultOf = async ({ core, session }: Ground, name: string, input: object): Promise<unknown> => {
  const answer = await core.run(session, name, input)
  return 'result' in answer ? answer.result : undefined
}
