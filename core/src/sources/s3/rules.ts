import { posix } from 'node:path'
import { z } from 'zod'
import type { Json } from '../../lib/json.ts'

const ruleSchema = z.object({
  bucket: z.string(),
  prefix: z.string().default(''),
  extension: z.array(z.string()).optional(),
})

/** An advanced rule: the objects of a bucket whose keys begin and end like this. */
export type ObjectRule = z.infer<typeof ruleSchema>

export const objectRules = (advanced: Json): ObjectRule[] => z.array(ruleSchema).parse(advanced)

/** Extensions are compared with their dot and as they are written, as in Elastic's service. */
export const fits = ({ prefix, extension }: ObjectRule, key: string): boolean =>
  key.startsWith(prefix) && (extension?.includes(posix.extname(key)) ?? true)
