import type { Intercept } from '@patchbay/core'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { manyKeysCases } from '../team/many-keys-cases.ts'
import { migrationCases } from '../team/migration-cases.ts'
import { secretCases } from '../team/secret-cases.ts'
import { localPatchbay } from '../team/open-local-patchbay.ts'

const orphans = z.object({ items: z.array(z.object({ apiKeyId: z.string(), why: z.string() })) })
const eleven = Array.from({ length: 11 }, (_, at) => `bereaved-${at}`)

describe('on local Elasticsearch', () => {
  const opened = localPatchbay()
  manyKeysCases(opened)
  migrationCases(opened)
  secretCases(opened)
})

describe('orphaned keys of many connectors', () => {
  const opened = localPatchbay()

  it('are found by pages, and those of connectors beyond the first ten thousand are none', async () => {
    const { elastic, connectorWithKey, login, call } = opened()
    const { es } = elastic
    const gone: string[] = []
    for (const name of eleven) {
      const { id, apiKeyId } = await connectorWithKey(name)
      await es.connector.delete({ connector_id: id })
      gone.push(apiKeyId)
    }
    const byHand = (name: string) =>
      es.security.createApiKey({
        name,
        role_descriptors: { [`${name}-connector-role`]: { cluster: ['monitor'] } },
      })
    const [inUse, unused] = [await byHand('in-use'), await byHand('unused')]
    const connectors = Array.from({ length: 10_050 }, (_, at) => ({
      name: `many-${at}`,
      // The last ones of the list.
      index_name: `connector-z-${String(at).padStart(5, '0')}`,
      ...(at === 10_049 && { api_key_id: inUse.id }),
    }))
    await es.bulk({
      index: '.elastic-connectors-v1',
      operations: connectors.flatMap((connector) => [{ index: {} }, connector]),
      refresh: true,
    })
    const asked: string[] = []
    const counting: Intercept = (request, send) => {
      if (/connector/.test(request.path)) asked.push(request.path)
      return send()
    }
    const { items } = orphans.parse(await call(await login('ada', counting), 'api-key.orphans', {}))
    expect(items.map(({ apiKeyId }) => apiKeyId).toSorted()).toEqual([...gone, unused.id].toSorted())
    // One about each key would be more.
    expect(asked.length).toBeLessThan(eleven.length)
  }, 60_000)
})
