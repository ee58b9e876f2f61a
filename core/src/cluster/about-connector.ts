import { z } from 'zod'

/** Input of what asks about an operation: on which connector, or on any. */
export const aboutConnector = z
  .string()
  .min(1)
  .optional()
  .describe('what it would act on: id, name or index; without it: any')
