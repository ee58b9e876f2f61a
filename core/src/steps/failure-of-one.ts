import { type ErrorCode, isPatchbayError, type PatchbayError } from '../errors.ts'

/** These are about the run or the way to the cluster, and not about one of many. */
const endsAll: readonly ErrorCode[] = [
  'run.taken-over',
  'elasticsearch.unreachable',
  'elasticsearch.timeout',
  'elasticsearch.unauthenticated',
  'canceled',
]

/**
 * What went wrong with one of many, so that the others go on.
 * @throws the error itself, where it is about all of them.
 */
export const failureOfOne = (error: unknown): PatchbayError => {
  if (!isPatchbayError(error) || endsAll.includes(error.code)) throw error
  return error
}
