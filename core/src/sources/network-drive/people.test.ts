import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { readAccessList } from './access-list.ts'
import { accessWords, readPeople } from './people.ts'

const sid = (...parts: number[]): Buffer => {
  const [authority = 0, ...rest] = parts
  const bytes = Buffer.alloc(8 + rest.length * 4)
  bytes.writeUInt8(1, 0)
  bytes.writeUInt8(rest.length, 1)
  bytes.writeUIntBE(authority, 2, 6)
  for (const [at, part] of rest.entries()) bytes.writeUInt32LE(part, 8 + at * 4)
  return bytes
}

const entry = (type: number, [mask, flags = 0]: readonly number[], who: Buffer): Buffer => {
  const head = Buffer.alloc(8)
  head.writeUInt8(type, 0)
  head.writeUInt8(flags, 1)
  head.writeUInt16LE(8 + who.length, 2)
  head.writeUInt32LE(mask ?? 0, 4)
  return Buffer.concat([head, who])
}

const descriptor = (...entries: Buffer[]): Buffer => {
  const head = Buffer.alloc(28)
  head.writeUInt8(1, 0)
  head.writeUInt16LE(0x8004, 2)
  head.writeUInt32LE(20, 16)
  head.writeUInt8(2, 20)
  head.writeUInt16LE(entries.length, 24)
  return Buffer.concat([head, ...entries])
}

const [allow, deny, allowIf, denyIf] = [0, 1, 9, 10]
const [read, write, all] = [[0x120089], [0x120116], [0x10000000]]
const [ada, grace, sales] = [sid(5, 21, 1, 1001), sid(5, 21, 1, 1002), sid(5, 21, 1, 513)]

it('knows who may read: not who may only write, nor what is for folders below, nor under conditions', () => {
  const found = readAccessList(
    descriptor(
      entry(deny, write, grace),
      entry(denyIf, read, sid(5, 11)),
      entry(allow, all, ada),
      entry(allow, write, grace),
      entry(allow, [...read, 8], sales),
      entry(allowIf, read, sales),
      entry(allow, read, sid(1, 0)),
    ),
  )
  expect(found).toEqual({ allowed: ['S-1-5-21-1-1001', 'S-1-1-0'], denied: ['S-1-5-11'] })
})

it('takes an empty list for nobody, and none at all for everybody', () => {
  expect(readAccessList(descriptor())).toEqual({ allowed: [], denied: [] })
  const none = descriptor()
  none.writeUInt32LE(0, 16)
  expect(readAccessList(none)).toEqual({ allowed: ['S-1-1-0'], denied: [] })
  expect(() => readAccessList(descriptor(entry(allow, read, ada)).subarray(0, 40))).toThrow(RangeError)
})

const people = [
  { name: 'Ada', sid: 'S-1-5-21-1-1001', groups: ['S-1-5-21-1-513'] },
  { name: 'Grace', sid: 'S-1-5-21-1-1002', groups: ['S-1-5-21-1-513', 'S-1-5-21-1-600'] },
]

it('leaves out whoever is kept out, also by a group and also of a group that may', () => {
  const allowed = ['S-1-5-21-1-513']
  expect(accessWords({ allowed, denied: [] }, people)).toEqual(['sid:S-1-5-21-1-513'])
  expect(accessWords({ allowed, denied: ['S-1-5-21-1-1001'] }, people)).toEqual(['sid:S-1-5-21-1-1002'])
  expect(accessWords({ allowed, denied: ['S-1-5-21-1-600'] }, people)).toEqual(['sid:S-1-5-21-1-1001'])
  expect(accessWords({ allowed: ['S-1-1-0'], denied: ['S-1-5-11'] }, people)).toEqual([])
  expect(accessWords({ allowed, denied: ['S-1-5-21-1-1001'] }, undefined)).toEqual([])
})

it.skipIf(process.platform === 'win32')('waits for no list of people at a pipe', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'patchbay-people-'))
  try {
    const pipe = join(folder, 'people.csv')
    await promisify(execFile)('mkfifo', [pipe])
    const people = readPeople({ drive_type: 'linux', identity_mappings: pipe })
    await expect(people).rejects.toMatchObject({
      message: expect.stringContaining("can't be read by the worker"),
      field: 'identity_mappings',
    })
  } finally {
    await rm(folder, { recursive: true })
  }
})
