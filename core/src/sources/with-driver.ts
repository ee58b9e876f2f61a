import { z } from 'zod'
import { PatchbayError } from '../errors.ts'
import type { DataSourceDefinition } from './data-source.ts'

const notFound = z.object({ code: z.literal('ERR_MODULE_NOT_FOUND') })

/** For a source whose driver is too large to be packed with everything: where it is missing, that is said. */
export const withDriver =
  (of: string, load: () => Promise<DataSourceDefinition>) => async (): Promise<DataSourceDefinition> => {
    try {
      return await load()
    } catch (error) {
      if (!notFound.safeParse(error).success) throw error
      throw new PatchbayError(
        'source.refused',
        `This worker is packed without the driver for ${of}, as VS Code's is.`,
        {
          next: 'Sync this connector with `npx patchbay worker`, which has the driver.',
          cause: error,
        },
      )
    }
  }
