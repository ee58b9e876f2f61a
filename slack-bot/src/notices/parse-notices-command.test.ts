import { describe, expect, it } from 'vitest'
import { parseNoticesCommand } from './parse-notices-command.ts'

const read = (typed: string) => parseNoticesCommand(typed.split(' ').filter(Boolean))
const parse = (typed: string) => read(typed).command

describe('parseNoticesCommand', () => {
  it('reads what a channel wants to hear of', () => {
    expect(parse('')).toEqual({ kind: 'list' })
    expect(parse('subscribe')).toEqual({
      kind: 'subscribe',
      watch: { connectors: ['*'], severity: 'warning' },
    })
    expect(parse('subscribe prod-* shop --severity bad')).toEqual({
      kind: 'subscribe',
      watch: { connectors: ['prod-*', 'shop'], severity: 'bad' },
    })
    expect(parse('unsubscribe shop')).toEqual({ kind: 'unsubscribe', connectors: ['shop'] })
    expect(parse('digest 8:00 Europe/Berlin')).toEqual({
      kind: 'digest',
      digest: { at: '08:00', zone: 'Europe/Berlin', connectors: ['*'] },
    })
    expect(parse('digest 18:30 UTC prod-* shop')).toEqual({
      kind: 'digest',
      digest: { at: '18:30', zone: 'UTC', connectors: ['prod-*', 'shop'] },
    })
    expect(parse('mute shop')).toEqual({ kind: 'mute', connector: 'shop', lasts: 14_400_000 })
    expect(parse('mute prod-* 2d')).toEqual({ kind: 'mute', connector: 'prod-*', lasts: 172_800_000 })
    expect(parse('mute shop over')).toEqual({ kind: 'mute', connector: 'shop', lasts: undefined })
    expect(parse('unmute')).toEqual({ kind: 'unmute', connector: undefined })
    expect(parse('digest off')).toEqual({ kind: 'digest', digest: null })
  })

  it('says what is wrong, and what to type instead', () => {
    expect(() => parse('subscribe --severity worst')).toThrow(
      'severity: must be bad or warning, got "worst".',
    )
    expect(() => parse('subscribe --only bad')).toThrow('There is no --only here.')
    expect(() => parse('digest 25:00')).toThrow('at: must be a time like "08:00", got "25:00".')
    expect(() => parse('digest 08:00 Europe/Nowhere')).toThrow(
      'zone: there is no time zone "Europe/Nowhere".',
    )
    expect(() => parse('mute')).toThrow('connector: name the connector to mute.')
    expect(() => parse('mute shop soon')).toThrow('time: must be like "4h", "2d" or "over", got "soon".')
    expect(() => parse('subscrib')).toThrow('There is no "notices subscrib".')
  })

  it('reads which cluster is meant, wherever that stands; all of them by default', () => {
    expect(read('subscribe prod-* --cluster eu --severity bad')).toEqual({
      cluster: 'eu',
      command: { kind: 'subscribe', watch: { connectors: ['prod-*'], severity: 'bad' } },
    })
    expect(read('--cluster=eu list')).toEqual({ cluster: 'eu', command: { kind: 'list' } })
    expect(read('list').cluster).toBeUndefined()
    expect(() => read('mute shop --cluster')).toThrow('cluster: name the cluster.')
  })
})
