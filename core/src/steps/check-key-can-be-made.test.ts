import { describe, expect, it } from 'vitest'
import { connectorSchema } from '../protocol/connector.ts'
import { checkKeyCanBeMade } from './check-key-can-be-made.ts'

const person = { username: 'ada', realm: 'native', roles: [], authenticationType: 'realm' }
const withIndex = connectorSchema.parse({ id: 'c1', name: 'products', index_name: 'search-products' })

describe('checkKeyCanBeMade', () => {
  it('lets a signed-in person through for a connector with an index', () => {
    expect(() => checkKeyCanBeMade(person, withIndex)).not.toThrow()
  })

  it('says that a connector without an index needs one first', () => {
    const bare = connectorSchema.parse({ id: 'c1', name: 'products' })
    expect(() => checkKeyCanBeMade(person, bare)).toThrow('products has no index')
  })

  it('says that no API key makes keys, and names the key', () => {
    const actor = { ...person, apiKey: { id: 'k', name: 'laptop' } }
    expect(() => checkKeyCanBeMade(actor, withIndex)).toThrow('signed in with the API key "laptop"')
  })
})
