import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { proxyFor } from './proxy-for.ts'

const url = 'https://es.example:9200'

describe('proxyFor', () => {
  beforeEach(() => {
    for (const name of ['https_proxy', 'HTTP_PROXY', 'http_proxy', 'all_proxy', 'NO_PROXY', 'no_proxy'])
      vi.stubEnv(name, undefined)
    vi.stubEnv('HTTPS_PROXY', 'http://proxy.example:3128')
  })
  afterEach(() => vi.unstubAllEnvs())

  it('is what HTTPS_PROXY says, unless NO_PROXY names the host', () => {
    expect(proxyFor(url)).toBe('http://proxy.example:3128')
    for (const [named, through] of [
      ['es.example', false],
      ['.example', false],
      ['other.example, es.example:9200', false],
      ['es.example:9201', true],
      ['*', false],
    ] as const) {
      vi.stubEnv('NO_PROXY', named)
      expect({ named, through: proxyFor(url) !== undefined }).toEqual({ named, through })
    }
  })

  it('is none for this machine, for http without its own, and where none is named', () => {
    expect(proxyFor('https://127.0.0.1:9200')).toBeUndefined()
    expect(proxyFor('https://localhost:9200')).toBeUndefined()
    expect(proxyFor('http://es.example:9200')).toBeUndefined()
    vi.stubEnv('HTTPS_PROXY', '')
    expect(proxyFor(url)).toBeUndefined()
  })

  it('refuses another kind of proxy, and never quotes it', () => {
    vi.stubEnv('HTTPS_PROXY', 'socks5://us:er-secret@proxy.example')
    expect(() => proxyFor(url)).toThrow(/no http proxy/)
    expect(() => proxyFor(url)).not.toThrow(/er-secret/)
  })
})
