import { Secret } from '@patchbay/core'
import { describe, expect, it } from 'vitest'
import { inEditor } from './in-editor.ts'

describe('inEditor', () => {
  it('names the command of the palette, with what it is given', () => {
    expect(inEditor('There is no connector yet: `patchbay connector create` makes one.')).toBe(
      'There is no connector yet: "Patchbay: Create connector" makes one.',
    )
    expect(inEditor('`patchbay sync start wiki --kind access_control` starts one.')).toBe(
      '"Patchbay: Start sync" (wiki kind access_control) starts one.',
    )
    expect(inEditor('`patchbay sync start CONNECTOR` asks for one.')).toBe(
      '"Patchbay: Start sync" asks for one.',
    )
    expect(inEditor('See `patchbay connector list --help`.')).toBe('See "Patchbay: List connectors".')
  })

  it('reads it in the middle of a sentence too, and leaves other words alone', () => {
    expect(inEditor('patchbay sync start wiki, then patchbay migration verify wiki')).toBe(
      '"Patchbay: Start sync" (wiki), then "Patchbay: Verify the migration" (wiki)',
    )
    expect(inEditor('patchbay api-key rotate wiki gives it a new one')).toBe(
      '"Patchbay: Rotate API key" (wiki) gives it a new one',
    )
    expect(inEditor('patchbay sync start wiki --kind access_control, then look.')).toBe(
      '"Patchbay: Start sync" (wiki kind access_control), then look.',
    )
    expect(inEditor('Ask whoever runs patchbay for the rest of it.')).toBe(
      'Ask whoever runs patchbay for the rest of it.',
    )
  })

  it('leaves out what the command asks for, and whom somebody looks at', () => {
    const next = 'patchbay connector configure wiki --set host=…'
    expect(inEditor(next)).toBe('"Patchbay: Configure connector" (wiki)')
    expect(inEditor({ next }, 'wiki')).toEqual({ next: '"Patchbay: Configure connector"' })
    expect(inEditor('patchbay connector attach-index wiki --index-name …', 'wiki')).toBe(
      '"Patchbay: Attach index"',
    )
    expect(inEditor('`patchbay approval decide 01M --approve --reason "…"` decides.', 'wiki')).toBe(
      '"Patchbay: Approve or reject" (01M approve) decides.',
    )
  })

  it('says how to paste what only the command line does', () => {
    expect(inEditor('`npx patchbay worker` starts one; `patchbay login` signs in.')).toBe(
      '`npx patchbay worker` starts one; `npx patchbay login` signs in.',
    )
  })

  it('reaches into what was answered, and leaves secrets as they are', () => {
    const key = new Secret('hush')
    const answer = inEditor({
      items: [{ next: '`patchbay rules get` shows them', count: 1, none: null }],
      key,
    })
    expect(answer.items).toEqual([{ next: '"Patchbay: Show sync rules" shows them', count: 1, none: null }])
    expect(answer.key).toBe(key)
  })
})
