import { describe, expect, it } from 'vitest'
import { featuresOf } from './features.ts'

describe('featuresOf', () => {
  it('tells what a data source can do', () => {
    expect(featuresOf('postgresql', '8.17.10')).toEqual({
      document_level_security: { enabled: false },
      incremental_sync: { enabled: false },
      native_connector_api_keys: { enabled: true },
      sync_rules: { basic: { enabled: true }, advanced: { enabled: true } },
    })
  })

  it('gives no keys of managed connectors from 9.0 on', () => {
    expect(featuresOf('postgresql', '9.1.0')?.native_connector_api_keys).toEqual({ enabled: false })
  })

  it('knows nothing of a customized connector', () => {
    expect(featuresOf('ours', '8.17.10')).toBeUndefined()
  })
})
