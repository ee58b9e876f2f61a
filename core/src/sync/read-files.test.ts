import { describe, expect, it } from 'vitest'
import { PatchbayError } from '../errors.ts'
import type { SourceFile } from '../sources/data-source.ts'
import { readFiles } from './read-files.ts'

const { signal } = new AbortController()
const trying = { retries: 2, pause: 1, clock: { sleep: async () => {} }, signal }
const megabytes = 1024 * 1024

const file = (name: string, read: SourceFile['read'], size = 10): SourceFile => ({ name, size, read })
const holding = (name: string, content: string | Buffer) => file(name, async () => Buffer.from(content))

const bodies = async (files: readonly SourceFile[], within?: number, attach = true): Promise<unknown[]> => {
  const found: unknown[] = []
  const documents = files.map((one, at) => ({
    id: String(at),
    json: Buffer.from(`{"id":"${at}"}`),
    file: one,
    tail: { before: Buffer.alloc(0), shared: 0, own: '', after: Buffer.alloc(0) },
  }))
  for await (const { json, failed } of readFiles(documents, { trying, attach, within })) {
    found.push(json === undefined ? failed : (JSON.parse(json.toString()) as unknown))
  }
  return found
}

describe('readFiles', () => {
  it('puts the text of files into body, whatever bytes they hold', async () => {
    const files = [
      holding('a.md', '# Walnut\n"desk"'),
      holding('b.HTML', '<p>Walnut <b>desk</b>'),
      holding('c.TXT', Buffer.from([0x61, 0xff])),
      holding('no-extension', 'text'),
      file('d.zip', () => Promise.reject(new Error('it was read'))),
    ]
    expect(await bodies(files)).toEqual([
      { id: '0', body: '# Walnut\n"desk"' },
      { id: '1', body: 'Walnut desk' },
      { id: '2', body: 'a\ufffd' },
      { id: '3' },
      { id: '4' },
    ])
  })

  it('says in the document why a file has no text, and goes on', async () => {
    const long = Buffer.alloc(10 * megabytes + 1, 'x')
    const unread = file('a.txt', () => Promise.reject(new Error('it was read')), long.length)
    const without = (id: string, reason: string) => ({
      id,
      _ingestion_errors: [`It has no text: ${reason}.`],
    })
    const files = [
      unread,
      holding('b.txt', long),
      holding('c.pdf', 'no PDF'),
      holding('d.docx', ''),
      holding('e.md', 'e'),
    ]
    expect(await bodies(files)).toEqual([
      without('0', 'it is larger than 10 MiB'),
      without('1', 'it is larger than 10 MiB'),
      without('2', 'it is damaged: Invalid PDF structure'),
      without('3', 'it is damaged: invalid zip data'),
      { id: '4', body: 'e' },
    ])
  })

  it('gives what only an ingest pipeline reads to that, where there is one', async () => {
    const files = [holding('a.doc', 'old'), holding('b.RTF', 'rich')]
    expect(await bodies(files)).toEqual([
      { id: '0', _attachment: Buffer.from('old').toString('base64') },
      { id: '1', _attachment: Buffer.from('rich').toString('base64') },
    ])
    const reason = 'It has no text: only an ingest pipeline reads such files, and the connector has none.'
    expect(await bodies(files, undefined, false)).toEqual([
      { id: '0', _ingestion_errors: [reason] },
      { id: '1', _ingestion_errors: [reason] },
    ])
  })

  it('says which file could not be read and why, and goes on with the others in their order', async () => {
    const files = [
      file('a.txt', () => Promise.reject(new Error('it is locked.'))),
      file('gone.txt', async () => undefined),
      holding('c.txt', 'c'),
    ]
    expect(await bodies(files)).toEqual([
      { part: 'a.txt', reason: 'it is locked' },
      undefined,
      { id: '2', body: 'c' },
    ])
  })

  it('fails as a whole when the source is gone', async () => {
    const away = new PatchbayError('source.unreachable', 'The server is gone.', { next: 'Look at it.' })
    const files = Array.from({ length: 20 }, () => file('a.txt', () => Promise.reject(away)))
    await expect(bodies(files)).rejects.toThrow('The server is gone.')
  })

  it('asks again for a file of a source that was lost, and has it then', async () => {
    const away = new PatchbayError('source.unreachable', 'The server is gone.', { next: 'Look at it.' })
    let asked = 0
    const back: SourceFile['read'] = async () => {
      if ((asked += 1) < 3) throw away
      return Buffer.from('back')
    }
    expect(await bodies([file('a.txt', back)])).toEqual([{ id: '0', body: 'back' }])
  })

  it('gives a file up that takes too long, and goes on with the others', async () => {
    const silent: SourceFile['read'] = (stop) =>
      new Promise((_resolve, reject) => stop.addEventListener('abort', () => reject(new Error('cut'))))
    expect(await bodies([file('a.txt', silent), holding('b.txt', 'b')], 20)).toEqual([
      { part: 'a.txt', reason: 'it could not be read in time' },
      { id: '1', body: 'b' },
    ])
  })

  it('reads four files at a time at most', async () => {
    let reading = 0
    let most = 0
    const slow = async (): Promise<Buffer> => {
      reading += 1
      most = Math.max(most, reading)
      await new Promise((resolve) => setImmediate(resolve))
      reading -= 1
      return Buffer.from('x')
    }
    expect(await bodies(Array.from({ length: 20 }, () => file('a.txt', slow)))).toHaveLength(20)
    expect(most).toBe(4)
  })
})
