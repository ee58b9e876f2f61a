import type { Client } from '@elastic/elasticsearch'
import { z } from 'zod'
import { hasStatus } from '../errors.ts'
import { Secret } from './secret.ts'

const answerSchema = z.object({ value: z.string() })
const putSchema = z.object({ result: z.string() })

/** Stores a value as a connector secret under an id of the caller's choice. True when it took another one's place. */
export const putConnectorSecret = async (es: Client, id: string, value: Secret): Promise<boolean> => {
  const { result } = putSchema.parse(await es.connector.secretPut({ id, value: value.reveal() }))
  return result === 'updated'
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

/** Deletes a connector secret. False when there was none, which is as good. */
export const deleteConnectorSecret = async (es: Client, id: string): Promise<boolean> => {
  try {
    await es.connector.secretDelete({ id })
    return true
  } catch (error) {
    if (hasStatus(error, 404)) return false
    throw error
  }
}
