import { z } from 'zod'

/** The input field that names a connector, the same in every operation. */
export const connectorField = z.string().min(1).describe('id, name or index of the connector')
