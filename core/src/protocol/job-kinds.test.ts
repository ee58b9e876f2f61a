import { describe, expect, it } from 'vitest'
import { connectorSchema } from './connector.ts'
import { requireKind } from './job-kinds.ts'

const connector = (more: object = {}) => connectorSchema.parse({ id: 'x', service_type: 'jira', ...more })
const secured = { document_level_security: { enabled: true } }
const flag = (value: unknown) => ({ use_document_level_security: { label: 'x', value } })

describe('requireKind', () => {
  it('lets a full sync through always', () => {
    expect(() => requireKind(connector(), 'full')).not.toThrow()
  })

  it('asks for the feature of an incremental sync', () => {
    expect(() => requireKind(connector(), 'incremental')).toThrow(
      'incremental syncs are not a feature of jira here',
    )
    expect(() => requireKind(connector({ service_type: 'postgresql' }), 'incremental')).toThrow(
      expect.objectContaining({ next: expect.stringContaining('`patchbay connector set-features x --inc') }),
    )
    const features = { incremental_sync: { enabled: true } }
    expect(() => requireKind(connector({ features }), 'incremental')).not.toThrow()
  })

  it('asks for the feature and the switch of document level security', () => {
    expect(() => requireKind(connector(), 'access_control')).toThrow('not a feature')
    expect(() => requireKind(connector({ features: secured }), 'access_control')).toThrow('switched off')
    const off = connector({ features: secured, configuration: flag(false) })
    expect(() => requireKind(off, 'access_control')).toThrow('switched off')
    const on = connector({ features: secured, configuration: flag(true) })
    expect(() => requireKind(on, 'access_control')).not.toThrow()
  })

  it('takes features that nobody can read for none', () => {
    expect(() => requireKind(connector({ features: { incremental_sync: 'yes' } }), 'incremental')).toThrow(
      'not a feature',
    )
  })
})
