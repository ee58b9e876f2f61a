import { z } from 'zod'

/** The run that an approval operation is about. */
export const runField = z
  .string()
  .trim()
  .regex(/^[0-9A-HJKMNP-TV-Z]{26}$/i, 'must be a run id of 26 letters and digits')
  .transform((id) => id.toUpperCase())
  .describe('the run, as `approval list` shows it')
