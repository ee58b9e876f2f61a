import { z } from 'zod'

/** Input of what asks about an operation: on which connector, or on any. */
export const aboutConnector = z
  .string()
  .min(1)
  .optional()
  .describe('what it would act on: a connector by id, name or index, or the index to make; without it: any')
