import { z } from 'zod'

/** The input field that names an index, the same in every operation. */
export const indexField = z.string().min(1).describe('name of the index, or of the connector that has it')
