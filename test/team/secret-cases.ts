import { Secret } from '@patchbay/core'
import { describe, expect, it } from 'vitest'
import { type OpenPatchbay, textIn } from './open-patchbay.ts'

/** Connector secrets by hand: stored, replaced, deleted; never shown. */
export const secretCases = (opened: () => OpenPatchbay): void => {
  describe('connector secrets', () => {
    const call = (operation: string, input: object) => opened().call(opened().ada, operation, input)
    const refusal = (operation: string, input: object) => opened().refusal(opened().ada, operation, input)
    const plan = (operation: string, input: object) => opened().plan(opened().ada, operation, input)
    const stored = async (id: string) => {
      const { value } = await opened().elastic.es.connector.secretGet({ id })
      return value
    }

    it('stores one, puts another value in its place, and deletes it once', async () => {
      const put = (value: string) => call('secret.put', { secret: 'by-hand', value: new Secret(value) })
      expect(await put('first value')).toEqual({ secret: 'by-hand', replaced: false, usedBy: [] })
      expect(await put('second value')).toMatchObject({ replaced: true })
      expect(await stored('by-hand')).toBe('second value')
      expect(await call('secret.delete', { secret: 'by-hand' })).toEqual({ secret: 'by-hand', usedBy: [] })
      expect(await refusal('secret.delete', { secret: 'by-hand' })).toMatchObject({
        code: 'target.not-found',
        next: expect.stringContaining('api-key list'),
      })
      const { es } = opened().elastic
      await es.indices.refresh({ index: 'patchbay-runs' })
      const { hits } = await es.search({ index: 'patchbay-runs', size: 1000 })
      expect(JSON.stringify(hits)).not.toMatch(/first value|second value/)
    })

    it('warns before it takes the secret of a connector away or changes it', async () => {
      const { id } = await opened().connectorWithKey('keeps-a-secret')
      const { es } = opened().elastic
      await es.indices.refresh({ index: '.elastic-connectors*', expand_wildcards: 'all' })
      const secret = String((await es.connector.get({ connector_id: id })).api_key_secret_id)
      expect(await plan('secret.delete', { secret })).toContain('its syncs fail until it has another')
      expect(await plan('secret.put', { secret, value: new Secret('x') })).toContain(
        'keeps-a-secret (managed)',
      )
      expect(textIn(await call('connector.get', { connector: id }), 'connectorSecret')).toBe('set')
    })

    it.each([
      [{ secret: 'empty', value: new Secret(' \n') }, 'value: what was given is empty.'],
      [{ secret: 'a/b', value: new Secret('x') }, 'must be an id'],
      [{ secret: 'plain', value: 'x' }, 'value'],
    ])('refuses %#', async (input, message) => {
      expect((await refusal('secret.put', input)).message).toContain(message)
    })
  })
}
