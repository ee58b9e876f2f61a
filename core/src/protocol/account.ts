import { z } from 'zod'

/** An identity outside Elasticsearch, by the provider's own unchanging ids: `slack:T012AB:U034CD`. Never a name. */
export const accountSchema = z
  .string()
  .trim()
  .max(200)
  .regex(/^[a-z][a-z0-9-]*(:[\w.@-]+){1,3}$/i, 'must be provider:id, such as slack:TEAM:USER')
