import { z } from 'zod'
import { inEditor } from '../views/in-editor.ts'
import { type Ground, resultOf } from './result-of.ts'

const health = z.object({
  grade: z.string(),
  findings: z.array(z.object({ what: z.string(), next: z.string() })),
})

/** How one connector is, with what to do where it is not well. */
export const readHealth = async (ground: Ground, connector: string): Promise<z.infer<typeof health>> =>
  inEditor(health.parse(await resultOf(ground, 'connector.health', { connector })), connector)
