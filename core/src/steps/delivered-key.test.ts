import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import { Secret } from '../secrets/secret.ts'
import { deliveredKey } from './delivered-key.ts'

const delivery = {
  connectorId: 'c1',
  serviceType: 'postgresql',
  apiKeyId: 'k1',
  key: new Secret('ZW5jb2RlZA=='),
  address: 'https://es.example:9200',
}

describe('deliveredKey', () => {
  it('gives the entry for the keys file of the worker', () => {
    expect(JSON.parse(deliveredKey(delivery).connectorKeysFile.reveal())).toEqual({ c1: 'ZW5jb2RlZA==' })
  })

  it("gives the configuration of Elastic's own service", () => {
    expect(deliveredKey(delivery).serviceConfig.reveal()).toBe(
      [
        'elasticsearch:',
        '  host: "https://es.example:9200"',
        '  api_key: "ZW5jb2RlZA=="',
        'connectors:',
        '  - connector_id: "c1"',
        '    service_type: "postgresql"',
        '    api_key: "ZW5jb2RlZA=="',
        '',
      ].join('\n'),
    )
  })

  it('prints nowhere by itself', () => {
    expect(inspect(deliveredKey(delivery), { depth: 9 })).not.toContain('ZW5jb2RlZA')
    expect(() => JSON.stringify(deliveredKey(delivery))).toThrow('must not be serialised')
  })
})
