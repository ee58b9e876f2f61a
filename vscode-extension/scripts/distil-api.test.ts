import { expect, it } from 'vitest'
import { z } from 'zod'
import { checkAgainstApi } from '../src/request-file/api/check-against-api.ts'
import { parseRequestFile } from '../src/request-file/parse-request-file.ts'
import { distilApi, readModel } from './distil-api.ts'

const examplesSchema = z.object({
  examples: z
    .record(z.string(), z.object({ method_request: z.string().optional(), value: z.unknown().optional() }))
    .optional(),
})

const model = readModel()
const table = distilApi(model)
const examples = model.types.flatMap((type) =>
  type.kind === 'request'
    ? Object.values(examplesSchema.parse(type).examples ?? {}).flatMap(({ method_request: line, value }) => {
        const body = typeof value === 'string' ? value : JSON.stringify(value ?? '')
        return line === undefined ? [] : [`${line}\n${body === '""' ? '' : body}\n`]
      })
    : [],
)

it('stays small enough to be packed, and loads at once', () => {
  expect(JSON.stringify(table).length).toBeLessThan(2_000_000)
  expect(table.endpoints.length).toBeGreaterThan(500)
})

it('finds nothing wrong in Elastic’s own examples, but for what the specification itself leaves out', () => {
  expect(examples.length).toBeGreaterThan(500)
  const wrong = examples.filter((text) =>
    checkAgainstApi(table, parseRequestFile(text)).some(({ code }) => code !== 'api.deprecated'),
  )
  const lines = wrong.map((text) => text.split('\n')[0])
  expect(lines).toEqual([
    'POST _bulk',
    'POST /my-index-000001/_mtermvectors',
    // The example itself is wrong: random_score stands outside function_score.
    'POST _reindex',
    'PUT _application/search_application/my-app',
    'PUT _cluster/settings',
  ])
})
