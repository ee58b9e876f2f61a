import { describe, expect, it } from 'vitest'
import { operationsForPrepared, operationsForRequest } from './operations-for-request.ts'
import { parseRequestFile } from './parse-request-file.ts'
import { prepareRequest } from './prepare-request.ts'
import { resolveVariables } from './resolve-variables.ts'

const of = (line: string, body?: unknown) => {
  const [method = '', path = ''] = line.split(' ')
  return operationsForRequest({ method, path, body })
}

describe('operationsForRequest', () => {
  it('finds the operation of each write, with its input filled', () => {
    const scheduling = {
      full: { enabled: true, interval: '0 0 3 * * ?' },
      access_control: { enabled: false },
    }
    expect(of('PUT /_connector/a%20b/_scheduling', { scheduling })).toEqual([
      {
        operation: 'connector.schedule',
        input: { connector: 'a b', kind: 'full', cron: '0 0 3 * * ?', enabled: true },
      },
      {
        operation: 'connector.schedule',
        input: { connector: 'a b', kind: 'access_control', enabled: false },
      },
    ])
    expect(of('PUT _connector/a/_configuration', { values: { port: 1 } })).toEqual([
      { operation: 'connector.configure', input: { connector: 'a', values: { port: 1 } } },
    ])
    expect(of('POST _connector', { service_type: 'mongodb', name: 'x', is_native: true })).toEqual([
      { operation: 'connector.create', input: { serviceType: 'mongodb', name: 'x', managed: true } },
    ])
    expect(of('POST _connector/_sync_job', { id: 'a', job_type: 'full' })).toEqual([
      { operation: 'sync.start', input: { connector: 'a', kind: 'full' } },
    ])
    expect(of('PUT _connector/_sync_job/j/_cancel')).toEqual([
      { operation: 'sync.cancel', input: { job: 'j' } },
    ])
    expect(of('DELETE _connector/a?delete_sync_jobs=true')[0]?.operation).toBe('connector.delete')
    expect(of('PUT _connector/a/_index_name', { index_name: null })[0]?.operation).toBe(
      'connector.detach-index',
    )
    expect(of('PUT _connector/a/_native', { is_native: false })[0]?.operation).toBe('connector.convert')
    expect(
      of('PUT _connector/a/_features', { features: { sync_rules: { basic: { enabled: true } } } }),
    ).toEqual([{ operation: 'connector.set-features', input: { connector: 'a', basicRules: true } }])
  })

  it('knows a request before its placeholders have values', () => {
    expect(of('PUT _connector/{{products}}/_name')[0]?.operation).toBe('connector.rename')
  })

  it('finds none for reads, for secrets, for what no operation does, and elsewhere', () => {
    const none = [
      'GET _connector/a',
      'PUT _connector/_secret/a',
      'POST _connector/_secret',
      'PUT _connector/a/_status',
      'PUT _connector/a/_check_in',
      'PUT _connector/a/_native',
      'PUT _connector/a/toString',
      'PUT desks/_doc/1',
      'PUT _connector/a/_filtering/_validation',
      'PUT _connector/%zz',
    ]
    expect(none.filter((line) => of(line, { is_native: true }).length > 0)).toEqual([])
  })

  it('reads the body that would be sent, and takes newline-delimited ones for none of its own', () => {
    const prepared = (text: string) => {
      const file = parseRequestFile(text)
      const [request] = file.requests
      const made = request && prepareRequest(text, request, resolveVariables(file, {}))
      if (made?.ready !== true) throw new Error('The request is not ready.')
      return operationsForPrepared(made.request)
    }
    expect(prepared('# @var n = desks\nPUT _connector/a/_name\n{ "name": "{{n}}", } // mine')).toEqual([
      { operation: 'connector.rename', input: { connector: 'a', name: 'desks' } },
    ])
    expect(prepared('POST _bulk\n{"index":{"_index":"a"}}\n{"x":1}')).toEqual([])
    expect(prepared('POST kbn:/_connector\n{}')).toEqual([])
  })
})
