import { expect, it } from 'vitest'
import { connectionAdvice } from './connection-advice.ts'

const https = 'https://es.example:9200'

it('tells a server without TLS from one that is not there', () => {
  expect(connectionAdvice('0A00010B:SSL routines:wrong version number:x.c:77:\n', https)).toEqual({
    why: 'what answers there does not speak TLS',
    next: expect.stringContaining('http://'),
  })
  expect(connectionAdvice('connect ECONNREFUSED 127.0.0.1:1', https)).toEqual({
    why: 'connect ECONNREFUSED 127.0.0.1:1',
    next: 'Check the address of the cluster and that it runs.',
  })
})

it('takes a server that hangs up on http for one that wants TLS', () => {
  const message = 'other side closed - Local: 127.0.0.1:1, Remote: 127.0.0.1:2'
  expect(connectionAdvice(message, 'http://es.example').next).toContain('https://')
  expect(connectionAdvice(message, https).next).toContain('that it runs')
})
