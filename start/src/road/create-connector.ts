import { z } from 'zod'
import { type Made, resultOf, type Road } from './road.ts'

const created = z.object({ id: z.string(), index: z.string() })

export const createConnector = ({ core, ada, show }: Road): Promise<Made> =>
  show('Create connector', async () => {
    const asked = { serviceType: 'postgresql', name: 'products', managed: true }
    const made = created.parse(resultOf(await core.run(ada, 'connector.create', asked)))
    return { figure: `products -> ${made.index}`, value: made }
  })
