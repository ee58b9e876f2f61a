import { PatchbayError } from '@patchbay/core'
import { printable } from '@patchbay/core/words'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { activeTexts, hostileNames, hostileTexts } from '../testing/hostile-texts.ts'
import { errorMessage, slackWords } from './error-message.ts'
import { errorModal } from './modal.ts'
import { prose, unquoted } from './prose.ts'

describe('prose', () => {
  it('shows what is to be typed as code, without its backticks', () => {
    expect(prose('Type `/connectors link USER`, then go on.')).toEqual([
      { type: 'text', text: 'Type ' },
      { type: 'text', text: '/connectors link USER', style: { code: true } },
      { type: 'text', text: ', then go on.' },
    ])
    expect(unquoted('Type `/connectors help`.')).toBe('Type /connectors help.')
  })

  it('loses nothing else, and makes nothing active, whatever stands in it', () => {
    fc.assert(
      fc.property(hostileTexts, (sentence) => {
        const parts = prose(sentence)
        expect(parts.length).toBeGreaterThan(0)
        expect(activeTexts(parts)).toEqual([])
        const plain = sentence.replaceAll('`', '').slice(0, 300) || '-'
        expect(prose(plain).map(({ text }) => text)).toEqual([printable(plain)])
      }),
      { numRuns: hostileNames },
    )
  })
})

describe('errors in Slack', () => {
  it('say what to type here, as code, and leave what only a terminal can do', () => {
    const error = new PatchbayError('target.not-found', 'There is no connector "x".', {
      next: '`patchbay connector list` shows what there is; `npx patchbay actor link A` and `patchbay cluster setup` stay.',
    })
    expect(slackWords(error).next).toBe(
      '`/connectors connector list` shows what there is; `npx patchbay actor link A` and `patchbay cluster setup` stay.',
    )
    const drawn = [errorMessage(error).blocks, errorModal('Wrong', slackWords(error)).blocks]
    for (const blocks of drawn) {
      expect(JSON.stringify(blocks)).not.toContain('`')
      expect(JSON.stringify(blocks)).toContain(
        '{"type":"text","text":"/connectors connector list","style":{"code":true}}',
      )
    }
  })

  it('send nobody to a terminal that they may not have', () => {
    expect(JSON.stringify(errorMessage(new Error('broken')))).not.toContain('PATCHBAY_DEBUG')
  })
})
