import { beforeAll, describe, expect, it } from 'vitest'
import { refusal, refusalOf, runAs } from '../cluster-under-test.ts'
import type { ClusterUnderTest } from '../cluster-under-test.ts'

/** The stamp that run logs and policies stand on. */
const stamp = [
  { set: { field: 'by', value: '-' } },
  { set_security_user: { field: 'by' } },
  { set: { field: '@timestamp', copy_from: '_ingest.timestamp' } },
]

interface Stamped {
  by: Record<string, unknown>
  '@timestamp': string
  text?: string
}

export const ingestCases = (cluster: () => ClusterUnderTest) =>
  describe('the final pipeline', () => {
    let index = ''
    let pipeline = ''
    const role = () => ({
      indices: [{ names: [index], privileges: ['read' as const, 'create_doc' as const] }],
    })
    const read = async (id: string) => (await cluster().elastic.get<Stamped>({ index, id }))._source

    beforeAll(async () => {
      const { elastic, fresh } = cluster()
      pipeline = fresh('stamp')
      index = fresh('stamped')
      await elastic.ingest.putPipeline({ id: pipeline, processors: stamp })
      await elastic.indices.create({ index, settings: { final_pipeline: pipeline } })
    })

    it('says who wrote, without empty parts, and when by the clock of Elasticsearch', async () => {
      const { name, es } = await cluster().user(role())
      const before = Date.now()
      await es.create({ index, id: 'plain', document: { text: 'x' } })
      const document = await read('plain')
      expect(document).toEqual({
        text: 'x',
        by: {
          username: name,
          roles: [name],
          realm: { name: 'default_native', type: 'native' },
          authentication_type: 'REALM',
        },
        '@timestamp': expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3,9}Z$/),
      })
      const at = Date.parse(document?.['@timestamp'] ?? '')
      expect(Math.abs(at - before)).toBeLessThan(10_000)
    })

    it('carries full name and e-mail address where the account has them', async () => {
      const { elastic, client, fresh } = cluster()
      const { name } = await cluster().user(role())
      const username = fresh('ada')
      const account = { full_name: 'Ada L', email: 'ada@example.org', metadata: { team: 'x' } }
      await elastic.security.putUser({ username, password: 'correct-horse', roles: [name], ...account })
      await client({ username, password: 'correct-horse' }).create({ index, id: 'named', document: {} })
      expect((await read('named'))?.by).toMatchObject({ username, ...account })
    })

    it('overwrites what the author claims to be, and when', async () => {
      const { name, es } = await cluster().user(role())
      const forged = {
        by: { username: 'elastic', roles: ['superuser'], extra: 1 },
        '@timestamp': '1999-01-01T00:00:00Z',
      }
      await es.create({ index, id: 'forged', document: forged })
      const document = await read('forged')
      expect(document?.by).toMatchObject({ username: name, roles: [name] })
      expect(document?.by).not.toHaveProperty('extra')
      expect(document?.['@timestamp']).not.toBe(forged['@timestamp'])
    })

    it('can not be avoided by asking for no pipeline, nor by a bulk', async () => {
      const { name, es } = await cluster().user(role())
      await es.create({ index, id: 'none', pipeline: '_none', document: { by: 'me' } })
      expect((await read('none'))?.by).toMatchObject({ username: name })
      const answer = await es.bulk({
        index,
        pipeline: '_none',
        operations: [
          { create: { _id: 'bulk' } },
          { by: { username: 'elastic' } },
          { create: { _id: 'bulk-2', pipeline: '_none' } },
          {},
        ],
      })
      expect(answer.errors).toBe(false)
      expect((await read('bulk'))?.by).toMatchObject({ username: name })
      expect((await read('bulk-2'))?.by).toMatchObject({ username: name })
    })

    it('names the mapped user under run-as', async () => {
      const ada = await cluster().user(role())
      const bot = await cluster().user({ run_as: [ada.name] })
      const asAda = cluster().client({ username: bot.name, password: bot.password }, runAs(ada.name))
      await asAda.create({ index, id: 'run-as', document: {} })
      expect((await read('run-as'))?.by).toEqual({
        username: ada.name,
        roles: [ada.name],
        realm: { name: 'default_native', type: 'native' },
        authentication_type: 'REALM',
      })
    })

    it('names key and owner of an API key, without roles', async () => {
      const { elastic, client, fresh } = cluster()
      const key = await elastic.security.createApiKey({
        name: fresh('key'),
        metadata: { run: '1' },
        role_descriptors: { writes: role() },
      })
      await client({ apiKey: key.encoded }).create({ index, id: 'key', document: {} })
      expect((await read('key'))?.by).toEqual({
        username: 'elastic',
        metadata: { _reserved: true },
        api_key: { id: key.id, name: key.name, metadata: { run: '1' } },
        realm: { name: 'reserved', type: 'reserved' },
        authentication_type: 'API_KEY',
      })
    })

    it('tells a person through a service from a key of their own', async () => {
      const { client, fresh } = cluster()
      const ada = await cluster().user(role())
      const service = await cluster().user({ cluster: ['manage_own_api_key'], run_as: [ada.name] })
      const key = await service.es.security.createApiKey({
        name: fresh('service'),
        role_descriptors: { runs: { run_as: [ada.name] } },
      })
      await client({ apiKey: key.encoded }, runAs(ada.name)).create({ index, id: 'service', document: {} })
      expect((await read('service'))?.by).toEqual({
        username: ada.name,
        roles: [ada.name],
        realm: { name: 'default_native', type: 'native' },
        authentication_type: 'API_KEY',
      })
    })

    it('runs the pipeline that was asked for before it, and the default one when none was', async () => {
      const { elastic, fresh } = cluster()
      const first = fresh('first')
      await elastic.ingest.putPipeline({ id: first, processors: [{ set: { field: 'first', value: 1 } }] })
      const own = fresh('default')
      await elastic.indices.create({
        index: own,
        settings: { default_pipeline: first, final_pipeline: pipeline },
      })
      const source = async (id: string) => (await elastic.get({ index: own, id }))._source
      await elastic.index({ index: own, id: '1', document: {} })
      expect(await source('1')).toMatchObject({ first: 1, by: { username: 'elastic' } })
      await elastic.index({ index: own, id: '2', pipeline: '_none', document: {} })
      expect(await source('2')).toEqual({ by: expect.anything(), '@timestamp': expect.any(String) })
    })

    it('sets, keeps, removes and renames', async () => {
      const { elastic, fresh } = cluster()
      const id = fresh('fields')
      await elastic.ingest.putPipeline({
        id,
        processors: [
          { set: { field: 'deep.new', value: { a: [1] } } },
          { set: { field: 'kept', value: 'changed', override: false } },
          { remove: { field: ['gone', 'missing'], ignore_missing: true } },
          { rename: { field: 'old', target_field: 'deep.renamed' } },
        ],
      })
      const own = fresh('fields')
      await elastic.index({
        index: own,
        id: '1',
        pipeline: id,
        document: { kept: 'original', gone: 1, old: 'value' },
      })
      expect((await elastic.get({ index: own, id: '1' }))._source).toEqual({
        kept: 'original',
        deep: { new: { a: [1] }, renamed: 'value' },
      })
      expect(await refusal(elastic.index({ index: own, pipeline: id, document: {} }))).toMatchObject({
        status: 400,
        type: 'illegal_argument_exception',
      })
      const bulk = await elastic.bulk({
        index: own,
        pipeline: id,
        operations: [{ index: {} }, {}, { index: {} }, { old: 1 }],
      })
      expect(bulk.items.map((item) => item.index?.status)).toEqual([400, 201])
    })

    it('keeps, shows and deletes pipelines', async () => {
      const { elastic, fresh } = cluster()
      const id = fresh('kept')
      const processors = [{ set: { field: 'a', value: 1 } }]
      expect(await elastic.ingest.putPipeline({ id, description: 'what for', processors })).toEqual({
        acknowledged: true,
      })
      expect(await elastic.ingest.getPipeline({ id })).toMatchObject({
        [id]: { description: 'what for', processors },
      })
      expect(await elastic.ingest.deletePipeline({ id })).toEqual({ acknowledged: true })
      expect((await cluster().send('GET', `/_ingest/pipeline/${id}`)).status).toBe(404)
      expect(await refusal(elastic.ingest.deletePipeline({ id }))).toMatchObject({
        status: 404,
        type: 'resource_not_found_exception',
        reason: `pipeline [${id}] is missing`,
      })
    })

    it('refuses a processor or an option that it does not know, and a pipeline that is missing', async () => {
      const { elastic, fresh } = cluster()
      const put = (processors: unknown) =>
        cluster().send('PUT', `/_ingest/pipeline/${fresh('bad')}`, { body: { processors } })
      expect(refusalOf(await put([{ no_such_processor: {} }]))).toMatchObject({
        status: 400,
        type: 'parse_exception',
        reason: 'No processor type exists with name [no_such_processor]',
      })
      expect(refusalOf(await put([{ set: { field: 'a', value: 1, nonsense: 1 } }]))).toMatchObject({
        status: 400,
        type: 'parse_exception',
      })
      expect(refusalOf(await put([{ set: { value: 1 } }]))).toMatchObject({
        status: 400,
        type: 'parse_exception',
        reason: '[field] required property is missing',
      })
      expect(
        await refusal(elastic.index({ index: fresh('x'), pipeline: 'missing-one', document: {} })),
      ).toMatchObject({
        status: 400,
        type: 'illegal_argument_exception',
        reason: 'pipeline with id [missing-one] does not exist',
      })
    })

    it('has a failure handled, ignored, or told of', async () => {
      const { elastic, fresh } = cluster()
      const rename = { field: 'x', target_field: 'y', tag: 't1' }
      const copy = (field: string) => ({ set: { field, copy_from: `_ingest.on_failure_${field}` } })
      const after = { set: { field: 'after', value: 1 } }
      const id = fresh('handled')
      await elastic.ingest.putPipeline({
        id,
        processors: [
          {
            rename: {
              ...rename,
              on_failure: ['message', 'processor_tag', 'processor_type', 'pipeline'].map(copy),
            },
          },
          { rename: { ...rename, ignore_failure: true } },
          after,
        ],
      })
      await elastic.index({ index: fresh('failing'), pipeline: id, document: {} })
      const simulate = async (processors: unknown[], onFailure?: unknown[]) => {
        const pipeline = { processors, ...(onFailure === undefined ? {} : { on_failure: onFailure }) }
        const body = { pipeline, docs: [{ _source: {} }] }
        const answer = await cluster().send('POST', '/_ingest/pipeline/_simulate', { body })
        return answer.body
      }
      const { docs } = await elastic.ingest.simulate({ id, docs: [{ _source: {} }, { _source: { x: 1 } }] })
      expect(docs.map(({ doc }) => doc?._source)).toEqual([
        {
          message: "field [x] doesn't exist",
          processor_tag: 't1',
          processor_type: 'rename',
          pipeline: id,
          after: 1,
        },
        { y: 1, after: 1 },
      ])
      const failed = { set: { field: 'failed', value: 'yes' } }
      expect(await simulate([{ rename }, after], [failed])).toMatchObject({
        docs: [{ doc: { _index: '_index', _id: '_id', _version: '-3', _source: { failed: 'yes' } } }],
      })
      const again = { rename: { field: 'z', target_field: 'y' } }
      expect(await simulate([{ rename: { ...rename, on_failure: [again] } }])).toMatchObject({
        docs: [{ error: { type: 'illegal_argument_exception', reason: "field [z] doesn't exist" } }],
      })
    })

    it.each([
      ['no pipeline', { docs: [{ _source: {} }] }, '[pipeline] required property is missing'],
      ['no documents', { pipeline: { processors: [] } }, '[docs] required property is missing'],
      [
        'an empty list',
        { pipeline: { processors: [] }, docs: [] },
        'must specify at least one document in [docs]',
      ],
      ['no source', { pipeline: { processors: [] }, docs: [{}] }, '[_source] required property is missing'],
      [
        'no handlers',
        {
          pipeline: { processors: [{ set: { field: 'a', value: 1, on_failure: [] } }] },
          docs: [{ _source: {} }],
        },
        '[on_failure] processors list cannot be empty',
      ],
    ])('tries out nothing with %s', async (_what, body, reason) => {
      const answer = await cluster().send('POST', '/_ingest/pipeline/_simulate', { body })
      expect(refusalOf(answer)).toMatchObject({ status: 400, reason })
    })

    it('tries out only pipelines that there are', async () => {
      const body = { docs: [{ _source: {} }] }
      const answer = await cluster().send('POST', '/_ingest/pipeline/no-such-one/_simulate', { body })
      expect(refusalOf(answer)).toMatchObject({
        status: 400,
        reason: 'pipeline [no-such-one] does not exist',
      })
    })

    it('is no business of those who may not manage pipelines', async () => {
      const { es } = await cluster().user(role())
      expect(await refusal(es.ingest.putPipeline({ id: pipeline, processors: [] }))).toMatchObject({
        status: 403,
      })
      expect(await refusal(es.ingest.deletePipeline({ id: pipeline }))).toMatchObject({ status: 403 })
      expect(
        await refusal(es.indices.putSettings({ index, settings: { final_pipeline: '_none' } })),
      ).toMatchObject({
        status: 403,
      })
    })
  })
