import { lookup } from 'node:dns'
import { chmod, mkdir, mkdtemp, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type DataSource, sources } from '@patchbay/core/sync'
import { describeDataSource, list } from '@patchbay/core/testing'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { changesOf } from '../fixtures/changes-of.ts'
import { listingsFromCheckpoints, listingWhenCut, problemOf } from '../fixtures/source-problem.ts'
import { type Samba, startSamba, whyNoSamba } from '../fixtures/start-samba.ts'

const why = whyNoSamba()

const numberOf = async (path: string): Promise<string> => String((await stat(path, { bigint: true })).ino)

const peopleOf = async ({ identities }: DataSource) => {
  const people: unknown[] = []
  for await (const page of identities?.({ signal: new AbortController().signal }) ?? []) people.push(...page)
  return people
}

/** Who may see each file, by its name. */
const accessOf = async (source: DataSource): Promise<Record<string, readonly string[]>> => {
  const access: Record<string, readonly string[]> = {}
  for await (const page of source.documents({ signal: new AbortController().signal })) {
    if (page.kind !== 'documents') continue
    for (const { access: words, file } of page.documents)
      if (file !== undefined && Array.isArray(words)) access[String(file.name.split('\\').at(-1))] = words
  }
  return access
}

/** A way to a file server that counts the messages which go there. */
const countMessages = async (server: number) => {
  let messages = 0
  const proxy = createServer((near) => {
    const far = connect(server, '127.0.0.1')
    let waiting = Buffer.alloc(0)
    near.on('data', (chunk: Buffer) => {
      waiting = Buffer.concat([waiting, chunk])
      while (waiting.length >= 4 && waiting.length >= 4 + waiting.readUInt32BE(0)) {
        messages += 1
        waiting = waiting.subarray(4 + waiting.readUInt32BE(0))
      }
    })
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      one.pipe(other)
      one.on('error', () => other.destroy())
      one.on('close', () => other.destroy())
    }
  })
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
  const address = proxy.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return { port: address.port, messages: () => messages, close: () => proxy.close() }
}

describe.skipIf(why !== undefined)('network_drive, on a real Samba', async () => {
  let samba: Samba
  beforeAll(async () => {
    samba = await startSamba()
  })
  afterAll(() => samba?.stop())
  beforeEach(async () => {
    await rm(samba.folder, { recursive: true })
    await mkdir(samba.folder)
  })

  const load = sources['network_drive']
  if (load === undefined) throw new Error('no network_drive source')
  const drive = await load()
  const open = (more: Record<string, unknown> = {}) =>
    drive.open(
      {
        server_ip: '127.0.0.1',
        server_port: samba.port,
        username: samba.username,
        password: samba.password,
        drive_path: 'files',
        ...more,
      },
      lookup,
    )

  const write = async (files: Record<string, string | Buffer>) => {
    for (const [name, content] of Object.entries(files)) {
      await mkdir(join(samba.folder, name, '..'), { recursive: true })
      await writeFile(join(samba.folder, name), content)
    }
  }
  const pathsIn = ({ documents }: Awaited<ReturnType<typeof list>>) =>
    [...documents.values()].map(({ path }) => String(path).replace('\\\\127.0.0.1\\files\\', '')).toSorted()

  describeDataSource('network_drive', async () => {
    const names = ['a.txt', 'deep/er/ünï.md', 'deep/🪑.pdf']
    await write(Object.fromEntries(names.map((name) => [name, `${name}\n`])))
    const all = [...names, 'deep', 'deep/er']
    return {
      source: open(),
      ids: await Promise.all(all.map((name) => numberOf(join(samba.folder, name)))),
      broken: open({ password: 'wrong' }),
    }
  })

  it('tells files and folders by the fields of Elastic, and gives the bytes of files', async () => {
    const content = Buffer.alloc(3_000_000, 'walnut desk ')
    await write({ 'shop/desk.txt': content, 'shop/empty.txt': '' })
    const listing = await list(open({ drive_path: 'files/shop/' }))
    const id = await numberOf(join(samba.folder, 'shop/desk.txt'))
    const { ctimeNs } = await stat(join(samba.folder, 'shop/desk.txt'), { bigint: true })
    expect(listing.documents.get(id)).toMatchObject({
      id,
      _timestamp: new Date(Number(ctimeNs / 1_000_000n)).toISOString(),
      path: '\\\\127.0.0.1\\files\\shop\\desk.txt',
      title: 'desk.txt',
      type: 'file',
      size: 3_000_000,
    })
    expect(listing.contents.get(id)?.equals(content)).toBe(true)
    expect(listing.ended).toEqual(['\\\\127.0.0.1\\files\\shop'])
    expect((await list(open())).documents.get(await numberOf(join(samba.folder, 'shop')))).toMatchObject({
      type: 'folder',
      title: 'shop',
    })
  })

  it('lists folders of any size, and goes on from every checkpoint without a gap', async () => {
    const names = Array.from(
      { length: 3000 },
      (_, n) => `${n % 3 === 0 ? 'many/' : ''}file number ${n} of many.log`,
    )
    await write(Object.fromEntries(names.map((name) => [name, 'x'])))
    const { whole, rests } = await listingsFromCheckpoints(open())
    expect(new Set(whole).size).toBe(3001)
    expect(rests.length).toBeGreaterThan(1)
    for (const rest of rests) expect(rest).toEqual(whole.slice(whole.length - rest.length))
    expect(rests[0]?.length).toBeLessThan(whole.length)
    // The beginning was another listing's: nothing of it may be deleted.
    const { signal } = new AbortController()
    const kinds: unknown[] = []
    for await (const page of open().documents({ signal, resume: undefined })) {
      if (page.kind !== 'checkpoint') continue
      for await (const rest of open().documents({ signal, resume: page.at }))
        if (rest.kind === 'end') kinds.push(rest.resumed)
      break
    }
    expect(kinds).toEqual([true])
  })

  it('tells what was written since a cursor, by the clock of the server', async () => {
    await write({ 'old.txt': '1', 'changed.txt': '1' })
    const { cursor } = await changesOf(open())
    // File systems count time in steps of some milliseconds.
    await sleep(100)
    const later = { ...cursor, changed: new Date(Date.now() - 50).toISOString() }
    await write({ 'changed.txt': '2', 'new/file.txt': '1' })
    const { ids } = await changesOf(open(), later)
    const changed = ['changed.txt', 'new', 'new/file.txt'].map((name) => numberOf(join(samba.folder, name)))
    expect(ids.toSorted()).toEqual((await Promise.all(changed)).toSorted())
    await expect(changesOf(open({ drive_path: 'files/other' }), cursor)).rejects.toThrow(
      'the configuration names another drive',
    )
  })

  it('lists what lies right in the folders that advanced rules name', async () => {
    await write({
      'a/1.txt': '',
      'a/b/2.txt': '',
      'a/b/c/3.txt': '',
      'org/x/test1/4.txt': '',
      'org/y/test7/5.txt': '',
      '6.txt': '',
    })
    const listed = async (...patterns: string[]) =>
      pathsIn(
        await list(
          open(),
          new AbortController().signal,
          patterns.map((pattern) => ({ pattern })),
        ),
      )
    expect(await listed('files/a')).toEqual(['a\\1.txt', 'a\\b'])
    expect(await listed('files/a/b/**')).toEqual(['a\\b\\2.txt', 'a\\b\\c', 'a\\b\\c\\3.txt'])
    expect(await listed('files/org/*/test[135]')).toEqual(['org\\x\\test1\\4.txt'])
    expect(await listed('files/**/test[!1]', 'files')).toEqual(['6.txt', 'a', 'org', 'org\\y\\test7\\5.txt'])
    expect(await listed('files/none')).toEqual([])
  })

  it('keeps the documents of a folder that it may not list, and says which', async () => {
    // Of root nothing is kept out: the share is entered by somebody else.
    const guarded = await startSamba(['force user = nobody'], samba.folder)
    try {
      await write({ 'open/1.txt': '1', 'closed/2.txt': '2', 'sealed.txt': '3' })
      await chmod(join(samba.folder, 'closed'), 0o700)
      await chmod(join(samba.folder, 'sealed.txt'), 0o600)
      const source = open({ server_port: guarded.port, password: guarded.password })
      const { signal } = new AbortController()
      const skipped: unknown[] = []
      for await (const page of source.documents({ signal })) {
        expect(page.kind).not.toBe('end')
        if (page.kind === 'skipped') skipped.push(page)
        if (page.kind !== 'documents') continue
        const sealed = page.documents.find(({ file }) => file?.name.endsWith('sealed.txt') === true)
        await expect(sealed?.file?.read(signal)).rejects.toThrow('the user may not read it')
      }
      expect(skipped).toMatchObject([
        { part: '\\\\127.0.0.1\\files\\closed', reason: 'the user may not read it', expected: false },
        { part: '\\\\127.0.0.1\\files', reason: 'some of it could not be read' },
      ])
    } finally {
      await guarded.stop()
    }
  })

  it('does not go in circles, and out of the share by no link', async () => {
    const outside = await mkdtemp(join(tmpdir(), 'patchbay-outside-'))
    await writeFile(join(outside, 'secret.txt'), 'secret')
    await write({ 'a/b/1.txt': '1' })
    await symlink('.', join(samba.folder, 'loop'))
    await symlink('../..', join(samba.folder, 'a/b/up'))
    await symlink(outside, join(samba.folder, 'out'))
    await symlink(join(outside, 'secret.txt'), join(samba.folder, 'a/secret.txt'))
    const listing = await list(open())
    expect(pathsIn(listing)).toEqual(['a', 'a\\b', 'a\\b\\1.txt'])
    expect(listing.skipped.filter(({ expected }) => expected).map(({ part }) => part)).toEqual([
      '\\\\127.0.0.1\\files\\a\\b\\up',
      '\\\\127.0.0.1\\files\\loop',
    ])
    await rm(outside, { recursive: true })
  })

  it('says who may see a document, by the rights of the server and the file of users', async () => {
    await write({ 'all.txt': '', 'some.txt': '' })
    await chmod(join(samba.folder, 'some.txt'), 0o600)
    const mappings = join(samba.folder, '..', 'people.csv')
    await writeFile(mappings, '')
    const secured = open({
      use_document_level_security: true,
      drive_type: 'linux',
      identity_mappings: mappings,
    })
    const access = await accessOf(secured)
    const [mine = ''] = access['some.txt'] ?? []
    expect(mine).toMatch(/^sid:S-1-5-21-/)
    expect(access).toEqual({ 'some.txt': [mine], 'all.txt': [mine, 'sid:S-1-22-2-0', 'sid:S-1-1-0'] })
    const owner = mine.slice('sid:'.length)
    await writeFile(mappings, `Ada;${owner};S-1-22-2-0,S-1-5-32-544\n"Grace";S-1-5-21-1-2-3-1001;\n`)
    expect(await peopleOf(secured)).toEqual([
      {
        id: owner,
        identity: { username: 'user:Ada', user_id: `sid:${owner}` },
        access: [
          'user:Ada',
          ...[owner, 'S-1-22-2-0', 'S-1-5-32-544', 'S-1-1-0', 'S-1-5-11'].map((sid) => `sid:${sid}`),
        ],
      },
      expect.objectContaining({ id: 'S-1-5-21-1-2-3-1001' }),
    ])
    await expect(peopleOf(open({ use_document_level_security: true }))).rejects.toThrow(
      'knows the users and groups of a network drive only from a file',
    )
  })

  it.each([
    ['SMB 3.1.1, encrypted', ['smb encrypt = required']],
    ['SMB 3.1.1, signed', ['smb encrypt = off', 'server signing = mandatory']],
    ['SMB 2.1, signed', ['server max protocol = SMB2_10', 'server signing = mandatory']],
    ['SMB 2.0.2, signed', ['server max protocol = SMB2_02', 'server signing = mandatory']],
  ])('speaks %s', async (_name, lines) => {
    await write({ 'a/large.txt': Buffer.alloc(200_000, 'x') })
    const other = await startSamba(lines, samba.folder)
    try {
      const { documents, contents } = await list(open({ server_port: other.port, password: other.password }))
      expect(documents.size).toBe(2)
      expect([...contents.values()].map(({ length }) => length)).toEqual([200_000])
      const secured = { server_port: other.port, password: other.password, use_document_level_security: true }
      expect(await accessOf(open(secured))).toEqual({
        'large.txt': expect.arrayContaining([expect.stringMatching(/^sid:S-1-/)]),
      })
    } finally {
      await other.stop()
    }
  })

  it('asks who may see a file in one message', async () => {
    await write(Object.fromEntries(Array.from({ length: 40 }, (_, n) => [`${n}.txt`, ''])))
    const count = async (more: Record<string, unknown>): Promise<number> => {
      const line = await countMessages(samba.port)
      await accessOf(open({ server_port: line.port, ...more }))
      line.close()
      return line.messages()
    }
    const secured = await count({ use_document_level_security: true })
    expect(secured - (await count({}))).toBe(40)
  })

  it('says what is wrong in one sentence, and never the password', async () => {
    const at = `The file server at 127.0.0.1:${samba.port}`
    expect(await problemOf(open({ password: 'wrong' }))).toBe(
      `${at} refused the user "${samba.username}" or its password.`,
    )
    expect(await problemOf(open({ drive_path: 'none' }))).toBe(`${at} has no share "none".`)
    expect(await problemOf(open({ drive_path: 'other' }))).toBe(
      `The user "${samba.username}" may not read "other".`,
    )
    expect(await problemOf(open({ drive_path: 'files/none' }))).toBe(
      'The share "files" has no folder "files/none".',
    )
    expect(await problemOf(open({ server_port: 1 }))).toBe('Nothing answers at 127.0.0.1:1.')
    expect(() => open({ drive_path: 'files/../other' })).toThrow(
      'The field drive_path of the configuration is not valid',
    )
    expect(() => open({ drive_path: '/files' })).toThrow('no slash at its beginning')
  })

  it('takes a login as a guest for a refused one', async () => {
    const lenient = await startSamba(['map to guest = bad user', 'guest ok = yes'])
    try {
      expect(await problemOf(open({ server_port: lenient.port, username: 'stranger' }))).toBe(
        `The file server at 127.0.0.1:${lenient.port} does not know the user "stranger" and took it for a guest.`,
      )
    } finally {
      await lenient.stop()
    }
  })

  it('ends the listing without an end where the connection is cut', async () => {
    await write(
      Object.fromEntries(Array.from({ length: 4000 }, (_, n) => [`${'long name '.repeat(24)}${n}`, ''])),
    )
    const outcomes = await listingWhenCut(samba.port, (port) => open({ server_port: port }))
    expect(outcomes).toEqual(outcomes.map(() => ({ code: 'source.unreachable', ended: [] })))
  })
})
