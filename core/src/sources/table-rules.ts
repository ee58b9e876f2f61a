import { z } from 'zod'
import { PatchbayError } from '../errors.ts'
import type { Json } from '../lib/json.ts'

const rulesSchema = z.array(
  z.object({
    tables: z.array(z.string()).min(1),
    query: z.string(),
    id_columns: z.array(z.string()).min(1).optional(),
  }),
)

/** An advanced rule of a database: a query that stands for tables. */
export interface TableRule {
  /** `advanced[0]`, as errors name it. */
  place: string
  /** Its tables in alphabetical order, joined: what ids and fields are made of, as in Elastic's service. */
  part: string
  tables: string[]
  query: string
  idColumns: string[] | undefined
}

/** The rules by part: several queries about the same tables are one part, which ends after the last of them. */
export const tableRules = (advanced: Json): Map<string, TableRule[]> =>
  Map.groupBy(
    rulesSchema.parse(advanced).map(({ tables, query, id_columns: idColumns }, at) => {
      const sorted = [...new Set(tables)].toSorted()
      return { place: `advanced[${at}]`, part: sorted.join('_'), tables: sorted, query, idColumns }
    }),
    ({ part }) => part,
  )

/** What is wrong with a rule at a place of it, such as `advanced[0].query`. */
export const refuseRule = (place: string, problem: string, cause?: unknown): PatchbayError =>
  new PatchbayError('source.refused', `${place}: ${problem}.`, {
    next: 'Correct the advanced rule with `patchbay rules draft`, then activate it.',
    cause,
  })
