import { type Made, resultOf, type Road } from './road.ts'

export const makeKey = ({ core, ada, show }: Road, { id }: Made): Promise<void> =>
  show('API key', async () => {
    resultOf(await core.run(ada, 'api-key.generate', { connector: id }))
    return { figure: 'stored as a connector secret', value: undefined }
  })
