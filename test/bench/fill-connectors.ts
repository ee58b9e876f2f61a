import { z } from 'zod'
import { resultOf, type Team } from '../team/open-team.ts'

const batch = 1_000

/** One connector is made the ordinary way; the others are copies of what that stored. */
export const fillConnectors = async ({ core, elastic, ada }: Team, connectors: number): Promise<void> => {
  const made = await core.run(ada, 'connector.create', { serviceType: 'postgresql', name: 'original' })
  const { id } = z.object({ id: z.string() }).parse(resultOf(made))
  const index = '.elastic-connectors-v1'
  const { _source } = await elastic.es.get({ index, id })
  const source = z.record(z.string(), z.unknown()).parse(_source)
  for (let from = 1; from < connectors; from += batch) {
    const count = Math.min(batch, connectors - from)
    const operations = Array.from({ length: count }, (_, at) => [
      { create: { _index: index, _id: `copy-${from + at}` } },
      { ...source, name: `copy ${from + at}`, index_name: `search-copy-${from + at}` },
    ]).flat()
    const { errors } = await elastic.es.bulk({ operations, refresh: true })
    if (errors) throw new Error('Not every connector was stored.')
  }
}
