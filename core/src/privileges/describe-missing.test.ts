import { describe, expect, it } from 'vitest'
import { privilegeMissing } from './describe-missing.ts'

const ada = { username: 'ada', realm: 'native1', roles: ['reader'], authenticationType: 'realm' }
const operation = { name: 'api-key.rotate', title: 'Rotate API key' }

describe('privilegeMissing', () => {
  it('names who, what and each missing privilege with its index', () => {
    const error = privilegeMissing({
      actor: ada,
      operation,
      target: 'products',
      missing: {
        cluster: ['manage_api_key', 'write_connector_secrets'],
        index: [{ names: ['search-products'], privileges: ['all'] }],
      },
    })
    expect(error.message).toBe(
      "ada can't rotate API key (products): the roles of ada lack manage_api_key, write_connector_secrets and all on search-products.",
    )
    expect(error.code).toBe('privilege.missing')
    expect(error.next).toContain('patchbay privilege explain api-key.rotate')
  })

  it('says that it is an API key that may not', () => {
    const actor = { ...ada, apiKey: { id: 'k', name: 'laptop' } }
    const error = privilegeMissing({
      actor,
      operation,
      missing: { cluster: ['manage_connector'], index: [] },
    })
    expect(error.message).toBe(
      'The API key "laptop" of ada can\'t rotate API key: it lacks manage_connector.',
    )
  })
})
