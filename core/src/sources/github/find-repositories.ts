import { PatchbayError } from '../../errors.ts'
import { explainError } from './explain-error.ts'
import { type Found, listRepositories } from './list-repositories.ts'
import { ownersOf } from './owners.ts'
import type { Settings } from './settings.ts'

async function* found(settings: Settings, signal: AbortSignal): AsyncGenerator<Found> {
  try {
    yield* listRepositories(settings, await ownersOf(settings, signal), signal)
  } catch (error) {
    signal.throwIfAborted()
    throw explainError(error, settings)
  }
}

const notRead = (name: string, failed: unknown, settings: Settings): PatchbayError => {
  const { code, message, next } = explainError(failed, settings)
  return new PatchbayError(code, `${name}: ${message}`, { field: 'repositories', next, cause: failed })
}

/** @throws PatchbayError where no repository can be read. */
export const findOne = async (settings: Settings, signal: AbortSignal): Promise<void> => {
  let closed: PatchbayError | undefined
  for await (const one of found(settings, signal)) {
    if (!('failed' in one)) return
    closed ??= notRead(one.name, one.failed, settings)
  }
  if (closed !== undefined) throw closed
}

/** @throws PatchbayError for a repository that the configuration names and that can't be read. */
export const findNamed = async (settings: Settings, signal: AbortSignal): Promise<void> => {
  const repositories = settings.repositories.filter((name) => name !== '*')
  for await (const one of found({ ...settings, repositories }, signal))
    if ('failed' in one) throw notRead(one.name, one.failed, settings)
}
