import type { Runner, Session } from '@patchbay/core'

/** A way to a cluster on which at least connectors can be listed. */
export interface ListingGround {
  core: Pick<Runner, 'run'>
  session: Session
}

/** Where everything else is read: a way to a cluster with all operations. */
export interface Ground extends ListingGround {
  core: Runner
}

/** The result of an operation that reads. */
export const resultOf = async (
  { core, session }: ListingGround,
  name: string,
  input: object,
): Promise<unknown> => {
  const answer = await core.run(session, name, input)
  return 'result' in answer ? answer.result : undefined
}
