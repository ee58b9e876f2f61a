import { deflateSync } from 'node:zlib'
import { strToU8, zipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { smallPdf } from '../../../test/fixtures/small-pdf.ts'
import { extractText } from './extract-text.ts'
import type { TextKind } from './text-kinds.ts'

const { signal } = new AbortController()

const text = async (kind: TextKind, bytes: Uint8Array): Promise<string> => {
  const found = await extractText(kind, bytes, { signal })
  return 'text' in found ? found.text : `none, because ${found.reason}`
}

const packed = (parts: Record<string, string>): Buffer =>
  Buffer.from(zipSync(Object.fromEntries(Object.entries(parts).map(([name, part]) => [name, strToU8(part)]))))

const deflated = '/Filter /FlateDecode'

describe('extractText', () => {
  it('reads a PDF, line by line', async () => {
    const stream = Buffer.from('BT /F1 24 Tf 100 700 Td (Walnut desk) Tj 0 -30 Td (with drawers) Tj ET')
    expect(await text('pdf', smallPdf(stream))).toBe('Walnut desk\nwith drawers')
    expect(await text('pdf', smallPdf(deflateSync(stream), deflated))).toBe('Walnut desk\nwith drawers')
  })

  it('reads Word without what was deleted, and its notes after it', async () => {
    const paragraph = (inside: string): string => `<w:p><w:r>${inside}</w:r></w:p>`
    const file = packed({
      'word/document.xml': `<?xml version="1.0"?><w:document xmlns:w="w"><w:body>${paragraph(
        '<w:t>Walnut &amp; oak</w:t><w:tab/><w:t xml:space="preserve"> ü&#x1F600;</w:t>',
      )}${paragraph('<w:del><w:delText>gone</w:delText></w:del>')}${paragraph('<w:t>End</w:t>')}</w:body></w:document>`,
      'word/comments.xml': `<w:comments>${paragraph('<w:t>Really?</w:t>')}</w:comments>`,
      'word/media/image1.xml': '<w:t>a picture</w:t>',
    })
    expect(await text('word', file)).toBe('Walnut & oak\t ü😀\n\nEnd\nReally?')
  })

  it('reads the sheets of Excel in their order, row by row', async () => {
    const sheet = (rows: string): string => `<worksheet><sheetData>${rows}</sheetData></worksheet>`
    const file = packed({
      'xl/workbook.xml': '<workbook><sheets><sheet name="Stock"/><sheet name="Old"/></sheets></workbook>',
      'xl/sharedStrings.xml':
        '<sst><si><t>desk</t></si><si><r><t>wal</t></r><r><t>nut</t></r><rPh><t>aloud</t></rPh></si></sst>',
      'xl/worksheets/sheet10.xml': sheet('<row><c t="inlineStr"><is><t>ten</t></is></c></row>'),
      'xl/worksheets/sheet2.xml': sheet(
        '<row><c t="s"><v>1</v></c><c t="s"><v>0</v></c><c><f>1+2</f><v>3</v></c></row><row><c/></row>',
      ),
    })
    expect(await text('excel', file)).toBe('Stock\nOld\nwalnut\tdesk\t3\n\nten')
  })

  it('reads the slides of PowerPoint in their order, then their notes', async () => {
    const slide = (words: string): string => `<p:sld><a:p><a:r><a:t>${words}</a:t></a:r></a:p></p:sld>`
    const file = packed({
      'ppt/notesSlides/notesSlide1.xml': slide('a note'),
      'ppt/slides/slide10.xml': slide('ten'),
      'ppt/slides/slide2.xml': slide('two'),
    })
    expect(await text('powerpoint', file)).toBe('two\nten\na note')
  })

  it('reads OpenDocument', async () => {
    const words = '<text:h>Desks</text:h><text:p>of <text:span>walnut</text:span><text:line-break/>!</text:p>'
    const file = packed({
      'content.xml': `<office:document-content><style:x>no</style:x>${words}</office:document-content>`,
    })
    expect(await text('openDocument', file)).toBe('Desks\nof walnut\n!')
  })

  it('reads of a page what a browser would show, in the charset that it names', async () => {
    const html =
      '<!doctype html><head><meta charset="iso-8859-1"><title>Desks &amp; more</title><style>p{}</style></head>' +
      '<body><script>alert("no")</script><p>Wal<b>nut</b>\n  d\u00fcsk<p>two<table><tr><td>1<td>2</table><svg><text>x</svg>'
    expect(await text('html', Buffer.from(html, 'latin1'))).toBe(
      'Desks & more\n\nWalnut düsk\n\ntwo\n\n\n\t1\t2'.replace('\n\n\n', '\n\n'),
    )
  })
})

describe('extractText says why there is none', () => {
  it('of what is damaged, and of what is something else', async () => {
    expect(await text('pdf', Buffer.from('%PDF-1.4 and then nothing'))).toMatch(/because it is damaged: /)
    expect(await text('word', Buffer.from('not packed'))).toMatch(/because it is damaged: /)
    const file = packed({ 'word/document.xml': '<w:t>x</w:t>'.repeat(1000) })
    expect(await text('word', file.subarray(0, file.length / 2))).toMatch(/because it is damaged: /)
    expect(await text('excel', file)).toBe('none, because it is not what its name says')
  })

  it('of what has a password', async () => {
    const sealed = Buffer.from('d0cf11e0a1b11ae1', 'hex')
    expect(await text('word', sealed)).toMatch(/because it is protected by a password/)
  })

  it('of what unpacks to too much, whatever it says of itself', async () => {
    const bomb = Buffer.from(zipSync({ 'word/document.xml': new Uint8Array(101 * 1024 * 1024) }))
    expect(bomb.length).toBeLessThan(200_000)
    expect(await text('word', bomb)).toBe('none, because it unpacks to more than 100 MiB')
    // Where its directory says that it is small, no more than that is unpacked.
    bomb.writeUInt32LE(1000, bomb.lastIndexOf('PK\u0001\u0002') + 24)
    expect(await text('word', bomb)).toBe('')
  })

  it('of what needs too much memory, and reads the next one', async () => {
    const bomb = deflateSync(deflateSync(new Uint8Array(400e6)))
    expect(bomb.length).toBeLessThan(10_000)
    expect(await text('pdf', smallPdf(bomb, '/Filter [/FlateDecode /FlateDecode]'))).toBe(
      'none, because taking its text out needs too much memory',
    )
    expect(await text('html', Buffer.from('<p>next'))).toBe('next')
  })

  it('of what has too much text', async () => {
    const cells = '<row><c t="s"><v>0</v></c></row>'.repeat(2000)
    const file = packed({
      'xl/workbook.xml': '<workbook/>',
      'xl/sharedStrings.xml': `<sst><si><t>${'x'.repeat(10_000)}</t></si></sst>`,
      'xl/worksheets/sheet1.xml': cells,
    })
    expect(await text('excel', file)).toBe('none, because its text is longer than 10 MiB')
  })

  it('of what takes too long, and reads the next one', async () => {
    const endless = smallPdf(deflateSync(Buffer.from('q '.repeat(20e6))), deflated)
    const found = extractText('pdf', endless, { signal, within: 500 })
    const next = text('html', Buffer.from('<p>next'))
    expect(await found).toEqual({ reason: 'taking its text out takes too long' })
    expect(await next).toBe('next')
  })

  it('stops at once when the sync does', async () => {
    const stopping = new AbortController()
    const endless = smallPdf(deflateSync(Buffer.from('q '.repeat(20e6))), deflated)
    const found = extractText('pdf', endless, { signal: stopping.signal })
    stopping.abort(new Error('enough'))
    await expect(found).rejects.toThrow('enough')
    expect(await text('html', Buffer.from('<p>next'))).toBe('next')
  })
})
