import { readFileSync } from 'node:fs'
import { z } from 'zod'

const row = z.object({
  n: z.number(),
  group: z.string(),
  method: z.string(),
  path: z.string(),
  headers: z.record(z.string(), z.string().nullable()).default({}),
  body: z.unknown().optional(),
  status: z.number(),
  response: z.unknown().optional(),
})

/** One request to a genuine Elasticsearch and its answer; `<id1>`, `<ts>` and the like stand for what changes. */
export type RecordedRow = z.infer<typeof row>

const file = new URL('../../fixtures/connector-api-transcripts.jsonl', import.meta.url)

export const recordedRows = (): RecordedRow[] =>
  readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => row.parse(JSON.parse(line)))
