import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { ElasticsearchException } from '../http/elasticsearch-exception.ts'
import type { Security } from './create-security.ts'
import { createSecurity } from './create-security.ts'

const directories: string[] = []
afterAll(() => directories.forEach((directory) => rmSync(directory, { recursive: true })))

const newFile = (): string => {
  const directory = mkdtempSync(join(tmpdir(), 'patchbay-security-'))
  directories.push(directory)
  return join(directory, 'test.db')
}

const basic = (username: string, password: string) => ({
  authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`,
})
const elastic = basic('elastic', 'secret')

interface Call {
  headers?: Record<string, string>
  body?: unknown
  params?: Record<string, string>
  query?: Record<string, string>
}

/** One request as the server does it: who, may they, handler. */
const send = async (
  security: Security,
  call: string,
  { headers = elastic, body, params = {}, query = {} }: Call = {},
) => {
  const [method, path = ''] = call.split(' ')
  const route = security.routes.find((candidate) => candidate.method === method && candidate.path === path)
  if (route === undefined) throw new Error(`There is no ${call}.`)
  const principal = await security.authenticate(headers, path)
  security.authorizer.authorize(principal, route.action)
  const text = body === undefined ? '' : JSON.stringify(body)
  const request = {
    method: route.method,
    path,
    params,
    query,
    principal,
    text: async () => text,
    stream: () => Readable.from([]),
  }
  return (await route.handle(request)).body
}

const refusal = async (call: Promise<unknown>) => {
  const error: unknown = await call.catch((thrown: unknown) => thrown)
  if (!(error instanceof ElasticsearchException)) throw new Error('It was not refused.')
  return { status: error.status, reason: error.reason }
}

const key = z.object({ id: z.string(), api_key: z.string(), encoded: z.string() })
const newKey = async (security: Security, body: unknown, headers: Record<string, string> = elastic) => {
  const made = key.parse(await send(security, 'POST /_security/api_key', { body, headers }))
  return { ...made, headers: { authorization: `ApiKey ${made.encoded}` } }
}

const open = (options: { password?: string; now?: () => Date; db?: DatabaseSync } = {}) =>
  createSecurity({ db: new DatabaseSync(':memory:'), version: '8.17.10', password: 'secret', ...options })

const addUser = async (security: Security, username: string, role: unknown) => {
  await send(security, 'PUT /_security/role/{name}', { params: { name: username }, body: role })
  const body = { password: 'secret-too', roles: [username] }
  await send(security, 'PUT /_security/user/{username}', { params: { username }, body })
  return basic(username, 'secret-too')
}

describe('the password of elastic', () => {
  it('is made once, when none is given', async () => {
    const file = newFile()
    const first = createSecurity({ db: new DatabaseSync(file), version: '8.17.10' })
    expect(first.generatedPassword).toMatch(/^\w{20}$/)
    const again = createSecurity({ db: new DatabaseSync(file), version: '8.17.10' })
    expect(again.generatedPassword).toBeUndefined()
    const principal = await again.authenticate(basic('elastic', first.generatedPassword ?? ''), '/')
    expect(principal).toMatchObject({
      username: 'elastic',
      roles: ['superuser'],
      realm: { name: 'reserved' },
    })
  })

  it('is the one that is given, also later', async () => {
    const db = new DatabaseSync(':memory:')
    open({ db, password: 'first-one' })
    const later = open({ db, password: 'second-one' })
    expect(later.generatedPassword).toBeUndefined()
    await later.authenticate(basic('elastic', 'second-one'), '/')
    expect(await refusal(later.authenticate(basic('elastic', 'first-one'), '/'))).toMatchObject({
      status: 401,
    })
  })
})

describe('secrets at rest', () => {
  it('are neither passwords nor keys', async () => {
    const file = newFile()
    const db = new DatabaseSync(file)
    const security = open({ db, password: 'pass-phrase-of-elastic' })
    const headers = basic('elastic', 'pass-phrase-of-elastic')
    const made = await newKey(security, { name: 'k' }, headers)
    db.close()
    const stored = readFileSync(file, 'latin1')
    expect(stored).toContain(made.id)
    for (const secret of ['pass-phrase-of-elastic', made.api_key, made.encoded])
      expect(stored).not.toContain(secret)
  })
})

describe('an API key', () => {
  it('is refused at once after it was invalidated', async () => {
    const security = open()
    const made = await newKey(security, { name: 'k' })
    await security.authenticate(made.headers, '/')
    await send(security, 'DELETE /_security/api_key', { body: { ids: [made.id] } })
    await expect(security.authenticate(made.headers, '/')).rejects.toMatchObject({
      status: 401,
      fields: { additional_unsuccessful_credentials: `API key: api key [${made.id}] has been invalidated` },
    })
  })

  it('is refused when its time is over', async () => {
    let now = new Date('2026-01-01T00:00:00Z')
    const security = open({ now: () => now })
    const made = await newKey(security, { name: 'k', expiration: '1h' })
    await security.authenticate(made.headers, '/')
    now = new Date('2026-01-01T01:00:00Z')
    expect(await refusal(security.authenticate(made.headers, '/'))).toMatchObject({ status: 401 })
  })

  it('goes on working without its owner, with the rights of the day it was made', async () => {
    const security = open()
    const ada = await addUser(security, 'ada', { cluster: ['manage_own_api_key', 'monitor'] })
    const made = await newKey(security, { name: 'k' }, ada)
    await send(security, 'DELETE /_security/role/{name}', { params: { name: 'ada' } })
    await send(security, 'DELETE /_security/user/{username}', { params: { username: 'ada' } })
    const principal = await security.authenticate(made.headers, '/')
    expect(security.authorizer.may(principal, 'cluster:monitor/health')).toBe(true)
  })

  it('with a wrong secret is refused, and so is one that nobody made', async () => {
    const security = open()
    const { id } = await newKey(security, { name: 'k' })
    const wrong = (text: string) => ({ authorization: `ApiKey ${Buffer.from(text).toString('base64')}` })
    for (const headers of [wrong(`${id}:x`), wrong('x:y'), wrong('x'), { authorization: 'ApiKey %%%' }]) {
      expect(await refusal(security.authenticate(headers, '/'))).toMatchObject({ status: 401 })
    }
  })
})

describe('a user', () => {
  it('is locked out at once by a new password, by being disabled and by being deleted', async () => {
    const security = open()
    const ada = await addUser(security, 'ada', { cluster: [] })
    const params = { username: 'ada' }
    await security.authenticate(ada, '/')
    await send(security, 'POST /_security/user/{username}/_password', {
      params,
      body: { password: 'another-one' },
    })
    expect(await refusal(security.authenticate(ada, '/x?y'))).toEqual({
      status: 401,
      reason: 'unable to authenticate user [ada] for REST request [/x?y]',
    })
    const renewed = basic('ada', 'another-one')
    await security.authenticate(renewed, '/')
    await send(security, 'PUT /_security/user/{username}/_disable', { params })
    expect(await refusal(security.authenticate(renewed, '/'))).toMatchObject({ status: 401 })
    await send(security, 'PUT /_security/user/{username}/_enable', { params })
    await security.authenticate(renewed, '/')
    await send(security, 'DELETE /_security/user/{username}', { params })
    expect(await refusal(security.authenticate(renewed, '/'))).toMatchObject({ status: 401 })
  })

  it('gets and loses rights with the role, between two questions', async () => {
    const security = open()
    const principal = await security.authenticate(await addUser(security, 'ada', { cluster: [] }), '/')
    const may = () => security.authorizer.may(principal, 'cluster:monitor/health')
    const before = may()
    await send(security, 'PUT /_security/role/{name}', {
      params: { name: 'ada' },
      body: { cluster: ['monitor'] },
    })
    expect([before, may()]).toEqual([false, true])
  })
})

describe('run-as', () => {
  it('is noted with who logged in, and refused by every action when it is not allowed', async () => {
    const security = open()
    await addUser(security, 'ada', { cluster: ['monitor'] })
    const bot = await addUser(security, 'bot', { run_as: ['ada'] })
    const asAda = await security.authenticate({ ...bot, 'es-security-runas-user': 'ada' }, '/')
    expect(asAda).toMatchObject({ username: 'ada', roles: ['ada'], authenticatedAs: { username: 'bot' } })
    expect(security.authorizer.may(asAda, 'cluster:monitor/health')).toBe(true)
    const asElastic = await security.authenticate({ ...bot, 'es-security-runas-user': 'elastic' }, '/')
    expect(security.authorizer.may(asElastic, 'indices:data/read/get', 'a')).toBe(false)
    expect(() =>
      security.authorizer.authorize(asElastic, 'cluster:admin/xpack/security/user/authenticate'),
    ).toThrow(
      'action [cluster:admin/xpack/security/user/authenticate] is unauthorized for user [bot] with effective roles [bot], ' +
        'because user [bot] is unauthorized to run as [elastic]',
    )
  })

  it('of a key needs the right in the key and in its owner', async () => {
    const security = open()
    await addUser(security, 'ada', { cluster: ['monitor'] })
    const service = await addUser(security, 'service', { cluster: ['manage_own_api_key'], run_as: ['ada'] })
    const may = async (descriptor: unknown) => {
      const made = await newKey(security, { name: 'k', role_descriptors: { r: descriptor } }, service)
      const principal = await security.authenticate({ ...made.headers, 'es-security-runas-user': 'ada' }, '/')
      return security.authorizer.may(principal, 'cluster:monitor/health')
    }
    expect([await may({ run_as: ['ada'] }), await may({ cluster: ['all'] })]).toEqual([true, false])
  })
})

describe('a refusal', () => {
  it('names only the indices that are refused', async () => {
    const security = open()
    const ada = await addUser(security, 'ada', { indices: [{ names: ['a-*'], privileges: ['read'] }] })
    const principal = await security.authenticate(ada, '/')
    expect(() =>
      security.authorizer.authorize(principal, 'indices:data/read/search', ['a-1', 'b', '.security']),
    ).toThrow(
      'action [indices:data/read/search] is unauthorized for user [ada] with effective roles [ada] ' +
        'on indices [b,.security], this action is granted by the index privileges [read,all]',
    )
  })

  it('says which roles there are not', async () => {
    const security = open()
    const body = { password: 'secret-too', roles: ['gone'] }
    await send(security, 'PUT /_security/user/{username}', { params: { username: 'lost' }, body })
    const principal = await security.authenticate(basic('lost', 'secret-too'), '/')
    expect(security.authorizer.refusal(principal, 'cluster:monitor/health').reason).toBe(
      'action [cluster:monitor/health] is unauthorized for user [lost] with effective roles [] ' +
        '(assigned roles [gone] were not found), this action is granted by the cluster privileges [monitor,manage,all]',
    )
  })
})
