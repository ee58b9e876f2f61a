import { z } from 'zod'

/** Whose access it is about. */
export const identityField = z
  .string()
  .trim()
  .min(1)
  .max(500)
  .describe('id of the identity, an e-mail address or a user name')
