import { z } from 'zod'
import { fillConnectorCopies } from '../fixtures/fill-connector-copies.ts'
import { resultOf, type Team } from '../team/open-team.ts'

/** One connector is made the ordinary way; the others are copies of what that stored. */
export const fillConnectors = async ({ core, elastic, ada }: Team, connectors: number): Promise<void> => {
  const made = await core.run(ada, 'connector.create', { serviceType: 'postgresql', name: 'original' })
  const { id } = z.object({ id: z.string() }).parse(resultOf(made))
  await fillConnectorCopies(elastic.es, id, connectors)
}
