import { describe, expect, it } from 'vitest'
import { planRows } from './plan-rows.ts'

describe('planRows', () => {
  it('breaks a long change at its arrow, below what it replaces', () => {
    const changes = [
      { what: 'api_key_id', from: 'VuaCfGcB', to: 'a new key' },
      { what: 'connector secret', from: '01M8GKF0ESCC5H0AFXNCM83REY', to: 'a new one, checked before use' },
    ]
    expect(planRows({ headline: 'Rotate API key', changes }, 64)).toEqual([
      'changes   api_key_id        VuaCfGcB  ->  a new key',
      '          connector secret  01M8GKF0ESCC5H0AFXNCM83REY',
      '                            ->  a new one, checked before use',
    ])
    const long = [
      { what: 'api_key_id', from: 'VuaCfGcB', to: 'a new key, made when you collect it and shown once' },
    ]
    expect(planRows({ headline: 'Convert', changes: long }, 56)).toEqual([
      'changes   api_key_id  VuaCfGcB',
      '                      ->  a new key, made when you',
      '                          collect it and shown once',
    ])
  })
})
