import { describe, expect, it } from 'vitest'
import { refusal, refusalOf } from '../cluster-under-test.ts'
import type { ClusterUnderTest } from '../cluster-under-test.ts'

export const connectorCases = (cluster: () => ClusterUnderTest) =>
  describe('connectors', () => {
    const make = async (body: object = {}) => {
      const made = await cluster().elastic.connector.post({
        service_type: 'postgresql',
        name: 'Products',
        ...body,
      })
      return made.id
    }

    it('creates one with the defaults that Kibana and the connector service expect', async () => {
      const { elastic, fresh } = cluster()
      const index_name = fresh('search-products')
      const made = await elastic.connector.post({
        index_name,
        name: 'Products',
        service_type: 'postgresql',
        is_native: true,
      })
      expect(made).toEqual({ id: expect.stringMatching(/^[\w-]{20}$/), result: 'created' })
      const connector = await elastic.connector.get({ connector_id: made.id })
      expect(connector).toMatchObject({
        id: made.id,
        index_name,
        name: 'Products',
        service_type: 'postgresql',
        is_native: true,
        status: 'needs_configuration',
        configuration: {},
        custom_scheduling: {},
        scheduling: {
          full: { enabled: false, interval: '0 0 0 * * ?' },
          incremental: { enabled: false, interval: '0 0 0 * * ?' },
          access_control: { enabled: false, interval: '0 0 0 * * ?' },
        },
        sync_now: false,
      })
      expect(connector.filtering[0]?.active.rules[0]).toMatchObject({
        id: 'DEFAULT',
        rule: 'regex',
        value: '.*',
      })
      expect(connector).not.toHaveProperty('api_key_id')
      expect(await elastic.connector.get({ connector_id: await make() })).toMatchObject({ status: 'created' })
    })

    it('replaces one that is put again', async () => {
      const { elastic, fresh } = cluster()
      const connector_id = fresh('own-id')
      expect(await elastic.connector.put({ connector_id, name: 'One' })).toEqual({
        id: connector_id,
        result: 'created',
      })
      await elastic.connector.updateApiKeyId({ connector_id, api_key_id: 'k' })
      expect(await elastic.connector.put({ connector_id, name: 'Two' })).toEqual({
        id: connector_id,
        result: 'updated',
      })
      const replaced = await elastic.connector.get({ connector_id })
      expect(replaced).toMatchObject({ name: 'Two' })
      expect(replaced).not.toHaveProperty('api_key_id')
    })

    it('changes one part after another', async () => {
      const { elastic, fresh } = cluster()
      const connector_id = await make({ is_native: true })
      const index_name = fresh('search-parts')
      const updated = { result: 'updated' }
      const { connector } = elastic
      expect(await connector.updateName({ connector_id, name: 'New', description: 'what for' })).toEqual(
        updated,
      )
      expect(await connector.updateName({ connector_id, name: 'New' })).toEqual({ result: 'noop' })
      expect(await connector.updateIndexName({ connector_id, index_name })).toEqual(updated)
      const full = { enabled: true, interval: '0 30 * * * ?' }
      expect(await connector.updateScheduling({ connector_id, scheduling: { full } })).toEqual(updated)
      const pipeline = {
        name: 'p',
        extract_binary_content: true,
        reduce_whitespace: true,
        run_ml_inference: false,
      }
      expect(await connector.updatePipeline({ connector_id, pipeline })).toEqual(updated)
      const ids = { api_key_id: 'key', api_key_secret_id: 'secret' }
      expect(await connector.updateApiKeyId({ connector_id, ...ids })).toEqual(updated)
      expect(await connector.updateError({ connector_id, error: 'broken' })).toEqual(updated)
      expect(await connector.get({ connector_id })).toMatchObject({ status: 'error', error: 'broken' })
      expect(await connector.updateError({ connector_id, error: null })).toEqual(updated)
      expect(await connector.checkIn({ connector_id })).toEqual(updated)
      expect(await connector.updateNative({ connector_id, is_native: false })).toEqual(updated)
      expect(await connector.get({ connector_id })).toMatchObject({
        name: 'New',
        description: 'what for',
        index_name,
        scheduling: { full, incremental: { enabled: false } },
        pipeline,
        ...ids,
        status: 'configured',
        error: null,
        is_native: false,
        last_seen: expect.any(String),
      })
      expect(await connector.updateIndexName({ connector_id, index_name: null })).toEqual(updated)
    })

    it('keeps a configuration whole, and then changes values by name', async () => {
      const { connector } = cluster().elastic
      const connector_id = await make()
      const field = {
        label: 'Host',
        type: 'str',
        display: 'textbox',
        required: true,
        sensitive: false,
        order: 1,
        default_value: null,
        value: '',
      }
      const put = await cluster().send('PUT', `/_connector/${connector_id}/_configuration`, {
        body: { configuration: { host: field, port: { ...field, label: 'Port', order: 2 } } },
      })
      expect(put.body).toEqual({ result: 'updated' })
      expect(await connector.get({ connector_id })).toMatchObject({ status: 'configured' })
      expect(await connector.updateConfiguration({ connector_id, values: { host: 'db' } })).toEqual({
        result: 'updated',
      })
      expect((await connector.get({ connector_id })).configuration).toMatchObject({
        host: { label: 'Host', value: 'db' },
        port: { label: 'Port', value: '' },
      })
      expect(
        await refusal(connector.updateConfiguration({ connector_id, values: { nonsense: 1 } })),
      ).toMatchObject({
        status: 400,
        reason: expect.stringContaining('Unknown [configuration] fields in the request payload: [nonsense]'),
      })
    })

    it('lets two connectors not have one index', async () => {
      const { elastic, fresh } = cluster()
      const index_name = fresh('search-taken')
      await make({ index_name })
      const taken = { status: 400, reason: `Index name [${index_name}] is used by another connector.` }
      expect(await refusal(elastic.connector.post({ index_name }))).toMatchObject(taken)
      const connector_id = await make()
      await elastic.indices.refresh({ index: '.elastic-connectors' })
      expect(await refusal(elastic.connector.updateIndexName({ connector_id, index_name }))).toMatchObject(
        taken,
      )
    })

    it.each([
      [
        'an index name that no index may have',
        { index_name: '_nope' },
        'action_request_validation_exception',
      ],
      ['a field that it does not know', { nonsense: 1 }, 'x_content_parse_exception'],
    ])('refuses to create one with %s', async (_what, body, type) => {
      expect(refusalOf(await cluster().send('POST', '/_connector', { body }))).toMatchObject({
        status: 400,
        type,
      })
    })

    it.each([
      [
        'a schedule that is none',
        '_scheduling',
        { scheduling: { full: { enabled: true, interval: '61 0 0 * * ?' } } },
      ],
      ['no ids at all', '_api_key_id', {}],
      ['a step of status that is none', '_status', { status: 'connected' }],
      ['a missing field', '_native', {}],
      ['half a pipeline', '_pipeline', { pipeline: { name: 'x' } }],
      ['a rule of a kind that is none', '_filtering', { rules: [{ rule: 'nonsense' }] }],
    ])('refuses to change one to %s', async (_what, part, body) => {
      const answer = await cluster().send('PUT', `/_connector/${await make()}/${part}`, { body })
      expect(answer.status).toBe(400)
    })

    it('answers 404 for one that is missing, and after it was deleted', async () => {
      const { elastic } = cluster()
      const connector_id = await make()
      expect(await elastic.connector.delete({ connector_id })).toEqual({ acknowledged: true })
      const missing = { status: 404, type: 'resource_not_found_exception' }
      expect(await refusal(elastic.connector.get({ connector_id }))).toEqual({
        ...missing,
        reason: `connector [${connector_id}] not found`,
      })
      expect(await refusal(elastic.connector.delete({ connector_id }))).toMatchObject(missing)
      expect(await refusal(elastic.connector.updateNative({ connector_id, is_native: false }))).toMatchObject(
        missing,
      )
      expect(await refusal(elastic.connector.updateName({ connector_id, name: 'x' }))).toMatchObject({
        status: 404,
      })
    })

    it('lists by what was asked, in the order of the index names', async () => {
      const { elastic, fresh } = cluster()
      const service_type = fresh('kind')
      const prefix = fresh('search-list')
      for (const end of ['b', 'a'])
        await make({ service_type, index_name: `${prefix}-${end}`, name: `List ${end}` })
      await make({ service_type, name: 'List without' })
      const list = async (params: object) => {
        const { count, results } = await elastic.connector.list(params)
        return { count, names: results.map((connector) => connector.name) }
      }
      expect(await list({ service_type })).toEqual({ count: 3, names: ['List a', 'List b', 'List without'] })
      expect(await list({ service_type, from: 1, size: 1 })).toEqual({ count: 3, names: ['List b'] })
      expect(await list({ index_name: `${prefix}-a` })).toEqual({ count: 1, names: ['List a'] })
      expect(await list({ query: prefix })).toMatchObject({ count: 2 })
      expect((await cluster().send('GET', '/_connector?size=-1')).status).toBe(400)
    })

    it('are documents too, which the connector service reads and changes under a condition', async () => {
      const { elastic } = cluster()
      const connector_id = await make()
      const index = '.elastic-connectors'
      await elastic.indices.refresh({ index })
      const { hits } = await elastic.search<{ name: string }>({
        index,
        query: {
          bool: {
            filter: [{ ids: { values: [connector_id] } }, { terms: { service_type: ['postgresql'] } }],
          },
        },
        seq_no_primary_term: true,
        _source: { excludes: ['configuration'] },
      })
      const hit = hits.hits[0]
      expect(hit).toMatchObject({ _index: '.elastic-connectors-v1', _source: { name: 'Products' } })
      expect(hit?._source).not.toHaveProperty('configuration')
      const condition = { if_seq_no: hit?._seq_no ?? -1, if_primary_term: hit?._primary_term ?? 0 }
      const doc = { last_sync_status: 'in_progress', last_sync_error: null }
      await elastic.update({ index, id: connector_id, doc, ...condition })
      expect(
        await refusal(elastic.update({ index, id: connector_id, doc: { name: 'x' }, ...condition })),
      ).toMatchObject({
        status: 409,
      })
      expect(await elastic.connector.get({ connector_id })).toMatchObject(doc)
    })
  })
