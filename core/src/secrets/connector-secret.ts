import type { Client } from '@elastic/elasticsearch'
import { z } from 'zod'
import { hasStatus } from '../errors.ts'
import { Secret } from './secret.ts'

const answerSchema = z.object({ value: z.string() })

/** Stores a value as a connector secret under an id of the caller's choice; the same id again replaces it. */
export const putConnectorSecret = async (es: Client, id: string, value: Secret): Promise<void> => {
  await es.connector.secretPut({ id, value: value.reveal() })
}

/** Reads a connector secret: what workers do to get the key of a managed connector. Undefined when there is none. */
export const getConnectorSecret = async (es: Client, id: string): Promise<Secret | undefined> => {
  try {
    return new Secret(answerSchema.parse(await es.connector.secretGet({ id })).value)
  } catch (error) {
    if (hasStatus(error, 404)) return undefined
    throw error
  }
}

/** Deletes a connector secret; one that is gone already counts as deleted. */
export const deleteConnectorSecret = async (es: Client, id: string): Promise<void> => {
  try {
    await es.connector.secretDelete({ id })
  } catch (error) {
    if (!hasStatus(error, 404)) throw error
  }
}
