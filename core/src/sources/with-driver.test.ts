import { expect, it } from 'vitest'
import type { DataSourceDefinition } from './data-source.ts'
import { withDriver } from './with-driver.ts'

it('says of a driver that is not packed who has it', async () => {
  const missing = 'a-driver-that-nobody-has'
  const load = withDriver('SQL Server', async (): Promise<DataSourceDefinition> => {
    await import(/* @vite-ignore */ missing)
    throw new Error('there is such a driver')
  })
  await expect(load()).rejects.toMatchObject({
    code: 'source.refused',
    message: "This worker is packed without the driver for SQL Server, as VS Code's is.",
    next: 'Sync this connector with `npx patchbay worker`, which has the driver.',
  })
  const broken = withDriver('SQL Server', () => Promise.reject(new Error('damaged')))
  await expect(broken()).rejects.toThrow('damaged')
})
