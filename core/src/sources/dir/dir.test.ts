import { execFileSync } from 'node:child_process'
import { mkdir, mkdtemp, rename, rm, symlink, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import type { JsonObject } from '../../lib/json.ts'
import { describeDataSource, list } from '../../testing/data-source-conformance.ts'
import type { SourceFile } from '../data-source.ts'
import { dir } from './dir.ts'
import { fileId } from './file-document.ts'

const made: string[] = []
afterAll(async () => {
  for (const folder of made) await rm(folder, { recursive: true })
})

const folder = async (files: Record<string, string | Buffer> = {}): Promise<string> => {
  const root = await mkdtemp(join(tmpdir(), 'patchbay-dir-'))
  made.push(root)
  for (const [name, content] of Object.entries(files)) {
    await mkdir(join(root, name, '..'), { recursive: true })
    await writeFile(join(root, name), content)
  }
  return root
}

const open = (directory: string, pattern?: string) => dir.open({ directory, ...(pattern ? { pattern } : {}) })

describeDataSource('dir', async () => {
  const files = { 'a.txt': 'one', 'deep/er/b.md': 'two\nlines', 'deep/ünï.pdf': Buffer.from([0xff, 0xfe]) }
  const root = await folder(files)
  return {
    source: open(root),
    ids: Object.keys(files).map((name) => fileId(join(root, name))),
    broken: open(join(root, 'missing')),
  }
})

const paths = async (root: string, pattern?: string): Promise<string[]> =>
  [...(await list(open(root, pattern))).documents.values()]
    .map((document) => String(document['path']).slice(root.length + 1))
    .toSorted()

describe('dir', () => {
  it('takes the files that the pattern names, hidden ones too', async () => {
    const root = await folder({
      'a.txt': '',
      '.hidden.txt': '',
      'no-dot': '',
      'x/b.md': '',
      'x/.git/c.d': '',
    })
    expect(await paths(root)).toEqual(['.hidden.txt', 'a.txt', 'x/.git/c.d', 'x/b.md'])
    expect(await paths(root, '*.txt')).toEqual(['.hidden.txt', 'a.txt'])
    expect(await paths(root, '**/*.md')).toEqual(['x/b.md'])
    expect(await paths(root, '**/*')).toContain('no-dot')
  })

  it('gives the bytes of a file when they are asked for, and nothing when it is gone by then', async () => {
    const root = await folder({ 'a.md': '# Walnut desk' })
    const { signal } = new AbortController()
    for await (const page of open(root).documents({ signal })) {
      if (page.kind !== 'documents') continue
      const [document] = page.documents
      expect(document?.file).toMatchObject({ name: join(root, 'a.md'), size: 13 })
      expect(String(await document?.file?.read(signal))).toBe('# Walnut desk')
      await rm(join(root, 'a.md'))
      expect(await document?.file?.read(signal)).toBeUndefined()
    }
    expect.assertions(3)
  })

  it('has the time of the last change as _timestamp', async () => {
    const root = await folder({ 'a.txt': '' })
    await utimes(join(root, 'a.txt'), 1_700_000_000, 1_600_000_000)
    const [document] = (await list(open(root))).documents.values()
    expect(document?.['_timestamp']).toBe('2020-09-13T12:26:40.000Z')
  })

  it('skips links that leave the directory, and follows those that stay', async () => {
    const outside = await folder({ 'secret.txt': 'secret' })
    const root = await folder({ 'in/a.txt': 'inside' })
    await symlink(join(outside, 'secret.txt'), join(root, 'out.txt'))
    await symlink(outside, join(root, 'out.d'))
    await symlink(join(root, 'in/a.txt'), join(root, 'link.txt'))
    await symlink(join(root, 'nowhere'), join(root, 'dangling.txt'))
    const listing = await list(open(root))
    expect(JSON.stringify([...listing.documents.values()])).not.toContain('secret.txt')
    expect([...listing.contents.values()].map(String)).toEqual(['inside', 'inside'])
    expect(listing.skipped.map(({ part, expected }) => [part.slice(root.length + 1), expected])).toEqual(
      expect.arrayContaining([
        ['out.d', true],
        ['out.txt', true],
      ]),
    )
    expect(listing.ended).toEqual([root])
  })

  it('reads nothing outside, however a folder and a link change places meanwhile (1,000 tries)', async () => {
    const outside = await folder({ 'a.txt': 'secret' })
    const root = await folder({ 'in/a.txt': 'inside' })
    const [place, kept, link] = ['in', 'kept', 'link'].map((name) => join(root, name))
    if (place === undefined || kept === undefined || link === undefined) throw new Error('no places')
    await symlink(outside, link)
    const { signal } = new AbortController()
    const files: (SourceFile | undefined)[] = []
    for await (const page of open(root).documents({ signal }))
      if (page.kind === 'documents') files.push(...page.documents.map((document) => document.file))
    const [file] = files
    let over = false
    const swap = async (): Promise<void> => {
      while (!over) {
        await rename(place, kept)
        await rename(link, place)
        await rename(place, link)
        await rename(kept, place)
      }
    }
    const found = new Map<string, number>()
    const read = async (): Promise<void> => {
      // On until a read met a change of places: only then was anything tried.
      for (let n = 0; n < 1_000 || !found.has('refused'); n += 1) {
        const outcome = await file?.read(signal).then(String, () => 'refused')
        found.set(String(outcome), (found.get(String(outcome)) ?? 0) + 1)
      }
    }
    await Promise.all([swap(), read().finally(() => (over = true))])
    expect([...found.keys()].filter((text) => text.includes('secret'))).toEqual([])
    expect(String(await file?.read(signal))).toBe('inside')
  })

  it('reads a directory that is itself reached through a link', async () => {
    const root = await folder({ 'a.txt': 'x' })
    const link = join(await folder(), 'link')
    await symlink(root, link)
    expect(await paths(link)).toEqual(['a.txt'])
  })

  it.skipIf(process.platform === 'win32')('does not wait for a pipe', async () => {
    const root = await folder({ 'a.txt': 'x' })
    execFileSync('mkfifo', [join(root, 'pipe.txt')])
    const listing = await list(open(root))
    expect(listing.skipped).toMatchObject([{ expected: true, reason: 'it is no regular file' }])
    expect(listing.ended).toEqual([root])
  })

  it('refuses a pattern that leads out of the directory', () => {
    expect(() => dir.validate({ directory: '/tmp', pattern: '../*.txt' })).toThrow(
      'leads out of the directory',
    )
    expect(() => dir.validate({})).toThrow('directory')
  })

  it('tells what changed since a cursor, and goes on only in the same folder with the same pattern', async () => {
    const root = await folder({ 'old.txt': 'old', 'new.txt': 'first' })
    const { signal } = new AbortController()
    const changed = async (cursor: Record<string, string>, source = open(root)) => {
      if (source.changes === undefined) throw new Error('dir has changes')
      return list({
        ...source,
        documents: () => source.changes?.({ cursor, signal }) ?? source.documents({ signal }),
      })
    }
    const first = (await open(root).documents({ signal }).next()).value
    const cursor = first?.kind === 'cursor' ? first.cursor : {}
    const settings = String(cursor['settings'])
    expect((await changed({ changed: String(cursor['changed']), settings })).documents.size).toBe(2)
    await new Promise((resolve) => setTimeout(resolve, 20))
    const later = { changed: new Date().toISOString(), settings }
    expect((await changed(later)).documents.size).toBe(0)
    await new Promise((resolve) => setTimeout(resolve, 20))
    await writeFile(join(root, 'new.txt'), 'second')
    expect([...(await changed(later)).documents.keys()]).toEqual([fileId(join(root, 'new.txt'))])
    await expect(changed(later, open(root, '*.md'))).rejects.toThrow(/another directory or pattern/)
    await expect(changed({ xmin: '1' })).rejects.toThrow(/not from a directory/)
  })

  it('goes on from every checkpoint without a gap, and lets nothing be deleted then', async () => {
    const root = await folder(
      Object.fromEntries(Array.from({ length: 1500 }, (_, n) => [`${n % 7}/${n % 5}/file ${n}.md`, ''])),
    )
    const { signal } = new AbortController()
    const whole: string[] = []
    const marks: JsonObject[] = []
    for await (const page of open(root).documents({ signal })) {
      if (page.kind === 'documents') whole.push(...page.documents.map(({ id }) => id))
      if (page.kind === 'checkpoint') marks.push(page.at)
    }
    expect(new Set(whole).size).toBe(1500)
    expect(marks.length).toBeGreaterThan(0)
    const ends: unknown[] = []
    const since: unknown[] = []
    for (const resume of marks) {
      const rest: string[] = []
      for await (const page of open(root).documents({ signal, resume })) {
        if (page.kind === 'documents') rest.push(...page.documents.map(({ id }) => id))
        if (page.kind === 'end') ends.push(page.resumed)
        if (page.kind === 'cursor') since.push(page.cursor['changed'])
      }
      expect(rest.length).toBeLessThan(1500)
      expect(rest).toEqual(whole.slice(1500 - rest.length))
    }
    expect(ends).toEqual(marks.map(() => true))
    // What changed since the first attempt began comes again.
    expect(since).toEqual(marks.map(({ changed }) => changed))
  })
})
