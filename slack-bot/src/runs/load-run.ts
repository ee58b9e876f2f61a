import { isPatchbayError, type Runner, type Session } from '@patchbay/core'
import { type ShownRun, shownRunSchema } from '@patchbay/core/words'

export interface LoadRunParts {
  core: Runner
  session: Session
  /** Whom the bot may act as, by their names in Elasticsearch. */
  people(): readonly string[]
}

/** Reads a run with the rights of its requester, else of one of ours who may read it. */
export type LoadRun = (run: string, requester: string) => Promise<ShownRun>

/** Errors that looking again won't mend. */
const forGood = new Set([
  'elasticsearch.forbidden',
  'elasticsearch.unauthenticated',
  'privilege.missing',
  'target.not-found',
  'input.unknown-operation',
])
export const isForGood = (error: unknown): boolean => isPatchbayError(error) && forGood.has(error.code)

/** @throws PatchbayError what the first reader was told, where none of them may read it. */
export const createLoadRun = ({ core, session, people }: LoadRunParts): LoadRun => {
  const loadAs = async (reader: string, run: string): Promise<ShownRun> => {
    const answer = await core.run(await session.as(reader), 'approval.get', { run })
    return shownRunSchema.parse('result' in answer ? answer.result : undefined)
  }
  return async (run, requester) => {
    // Somebody of another front end may be nobody whom the bot may act as.
    const others = people()
      .filter((name) => name !== requester)
      .slice(0, 5)
    let refused: unknown
    for (const reader of [requester, ...others]) {
      try {
        return await loadAs(reader, run)
      } catch (error) {
        if (!isForGood(error)) throw error
        refused ??= error
      }
    }
    throw refused
  }
}
