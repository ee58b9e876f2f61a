import { type Made, resultOf, type Road } from './road.ts'

export const configureConnector = ({ core, ada, database, show }: Road, { id }: Made): Promise<void> =>
  show('Configure', async () => {
    const values = {
      host: database.host,
      port: database.port,
      username: database.username,
      password: database.password,
      database: database.database,
      schema: 'public',
      tables: '*',
    }
    resultOf(await core.run(ada, 'connector.configure', { connector: id, values }))
    return { figure: `postgresql · ${Object.keys(values).length} fields`, value: undefined }
  })
