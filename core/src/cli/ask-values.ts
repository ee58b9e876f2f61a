import { z } from 'zod'
import type { Session } from '../deps.ts'
import type { Runner } from '../operations/create-runner.ts'
import { getConnector } from '../elasticsearch/get-connector.ts'
import type { Request } from './build-program.ts'
import type { Field } from './fields.ts'
import type { Terminal } from './terminal.ts'

type Input = Record<string, unknown>

/** The field of a connector's configuration values, where they are needed and none was given. */
export const missingValues = ({ operation, shape }: Request, input: Input): Field | undefined =>
  operation.target === 'connector'
    ? shape.fields.find(
        ({ kind, required, sensitive, name }) =>
          kind === 'record' && required && !sensitive && input[name] === undefined,
      )
    : undefined

const found = z.object({ state: z.literal('read'), result: z.object({ id: z.string() }) })

/** Asks a person at the terminal for a connector's configuration, from the fields that it has. */
export const askValues = async (
  { core, terminal, signal }: { core: Runner; terminal: Terminal; signal: AbortSignal },
  session: Session,
  { connector: named }: Input,
): Promise<Input | undefined> => {
  const { ask, askHidden, note } = terminal
  if (ask === undefined || askHidden === undefined) return undefined
  const { id } = found.parse(
    await core.run(session, 'connector.get', { connector: named }, { signal }),
  ).result
  const connector = await getConnector(session.es, id)
  if (connector === undefined) return undefined
  const { fieldsOf } = await import('../connectors/configuration-input.ts')
  const fields = fieldsOf(connector)
  if (Object.keys(fields).length === 0) return undefined
  const { askConfiguration } = await import('./ask-configuration.ts')
  return askConfiguration(fields, { ask, askHidden, note })
}
