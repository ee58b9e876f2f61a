import { describe, expect, it } from 'vitest'
import { type OpenPatchbay, textIn } from './open-patchbay.ts'

/**
 * Ingest pipelines of connectors: the one that new ones get, and copies for one index. `processors`: whether the cluster
 * has those of the module ingest-common, which the real server of the tests lacks.
 */
export const pipelineCases = (opened: () => OpenPatchbay, { processors }: { processors: boolean }): void => {
  const as = (who: 'ada' | 'elastic') => ({
    call: (operation: string, input: object) => opened().call(opened()[who], operation, input),
    refusal: (operation: string, input: object) => opened().refusal(opened()[who], operation, input),
    plan: (operation: string, input: object) => opened().plan(opened()[who], operation, input),
  })
  const make = async (name: string): Promise<string> =>
    textIn(
      await as('ada').call('connector.create', { serviceType: 'dir', name, indexName: `search-${name}` }),
      'id',
    )
  const stored = async (id: string) => opened().elastic.es.connector.get({ connector_id: id })

  describe('ingest pipelines', () => {
    it('of new connectors are those of the default settings, kept where Kibana keeps them', async () => {
      const { es } = opened().elastic
      const { call, plan, refusal } = as('elastic')
      const before = await make('piped-before')
      const usual = {
        pipeline: 'search-default-ingestion',
        extractBinaryContent: true,
        reduceWhitespace: true,
      }
      expect(await call('connector.default-pipeline', {})).toMatchObject(usual)
      await es.indices.putMapping({ index: '.elastic-connectors-v1', _meta: { version: '1' } })
      await es.ingest.putPipeline({ id: 'tidy-all', processors: [] })
      expect((await refusal('connector.set-default-pipeline', { name: 'not-there' })).field).toBe('name')
      const needed = { operation: 'connector.set-default-pipeline' }
      expect(await as('ada').call('privilege.check', needed)).toMatchObject({
        privileges: expect.arrayContaining([expect.objectContaining({ privilege: 'manage' })]),
      })
      const asked = { name: 'tidy-all', reduceWhitespace: false }
      expect(await plan('connector.set-default-pipeline', asked)).toContain(
        '{"what":"name","from":"search-default-ingestion","to":"tidy-all"}',
      )
      await call('connector.set-default-pipeline', asked)
      const mapping = await es.indices.getMapping({ index: '.elastic-connectors-v1' })
      expect(mapping['.elastic-connectors-v1']?.mappings._meta).toEqual({
        version: '1',
        pipeline: {
          default_name: 'tidy-all',
          default_extract_binary_content: true,
          default_reduce_whitespace: false,
          default_run_ml_inference: true,
        },
      })
      expect(await stored(await make('piped-after'))).toMatchObject({
        pipeline: { name: 'tidy-all', reduce_whitespace: false },
      })
      expect(await stored(before)).toMatchObject({ pipeline: { name: 'search-default-ingestion' } })
      await call('connector.set-default-pipeline', {
        name: 'search-default-ingestion',
        reduceWhitespace: true,
      })
      expect(await call('connector.default-pipeline', {})).toMatchObject(usual)
    })

    it.runIf(processors)(
      'are copied for one connector, with a part of its own, and go with its index',
      async () => {
        const { es } = opened().elastic
        const { call, plan, refusal } = as('elastic')
        const id = await make('own-pipe')
        const index = 'search-own-pipe'
        await es.ingest.putPipeline({
          id: 'to-copy',
          processors: [
            { set: { field: 'first', value: '1' } },
            {
              remove: {
                field: ['_run_ml_inference', '_reduce_whitespace', '_extract_binary_content'],
                ignore_missing: true,
              },
            },
          ],
        })
        await call('connector.set-pipeline', { connector: id, name: 'to-copy', runMlInference: false })
        expect((await as('ada').refusal('connector.customize-pipeline', { connector: id })).code).toBe(
          'privilege.missing',
        )
        expect(await plan('connector.customize-pipeline', { connector: id })).toContain('a copy of to-copy')
        expect(await call('connector.customize-pipeline', { connector: id })).toMatchObject({
          pipeline: index,
          custom: `${index}@custom`,
        })
        expect(await stored(id)).toMatchObject({ pipeline: { name: index, run_ml_inference: false } })
        await es.ingest.putPipeline({
          id: `${index}@custom`,
          processors: [{ set: { field: 'mine', value: '2' } }],
        })
        await es.index({
          index,
          id: '1',
          pipeline: index,
          document: { _run_ml_inference: true },
          refresh: true,
        })
        expect((await es.get({ index, id: '1' }))._source).toEqual({ first: '1', mine: '2' })
        expect((await refusal('connector.customize-pipeline', { connector: id })).message).toContain(
          'already',
        )

        const other = await make('named-alike')
        await es.ingest.putPipeline({ id: 'search-named-alike', processors: [] })
        expect((await refusal('connector.customize-pipeline', { connector: other })).message).toContain(
          'There is an ingest pipeline "search-named-alike" already.',
        )
        expect(await call('connector.delete', { connector: other, withIndex: true })).toMatchObject({
          deletedPipelines: [],
        })
        expect(await call('connector.delete', { connector: id, withIndex: true })).toMatchObject({
          deletedPipelines: [index, `${index}@custom`, `${index}@ml-inference`],
        })
      },
    )
  })
}
