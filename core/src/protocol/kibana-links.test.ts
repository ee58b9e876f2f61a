import { describe, expect, it } from 'vitest'
import { kibanaLogs, kibanaPage } from './kibana-links.ts'

describe('links to Kibana', () => {
  it.each([
    ['8.15.0', 'https://kibana.example/app/enterprise_search/content/connectors/c1/overview'],
    ['8.17.10', 'https://kibana.example/app/enterprise_search/content/connectors/c1/overview'],
    ['8.18.0', 'https://kibana.example/app/elasticsearch/content/connectors/c1/overview'],
    ['9.0.3', 'https://kibana.example/app/elasticsearch/content/connectors/c1/overview'],
    ['9.1.0', 'https://kibana.example/app/management/data/content_connectors/connectors/c1/overview'],
  ])('lead to the page of a connector where %s has it', (version, page) => {
    expect(kibanaPage({ kibana: 'https://kibana.example', version }, 'c1')).toEqual({ kibana: page })
  })

  it('keep a base path and a space, and what an id could break out with', () => {
    const { kibana } = kibanaPage({ kibana: 'https://x.example/kb/s/team/', version: '9.2.0' }, 'a/../b?c')
    expect(kibana).toBe(
      'https://x.example/kb/s/team/app/management/data/content_connectors/connectors/a%2F..%2Fb%3Fc/overview',
    )
    const { logsInKibana = '' } = kibanaLogs({ kibana: 'https://x.example' }, `labels.id : "it's!"`)
    const [, state = ''] = logsInKibana.split('#/?_a=')
    expect(decodeURIComponent(state)).toBe(`(query:(language:kuery,query:'labels.id : "it!'s!!"'))`)
  })

  it('are none where no Kibana is known', () => {
    expect(kibanaPage({ version: '9.2.0' }, 'c1')).toEqual({})
    expect(kibanaLogs({}, 'c1')).toEqual({})
  })
})
