import { createClient } from '@redis/client'
import { afterAll, beforeAll, describe } from 'vitest'
import { startRedis, whyNoRedis } from '../fixtures/start-redis.ts'
import { sourceCutCases } from '../sync/source-cut-cases.ts'
import { changingSources } from './changing-sources.ts'
import { type FaultGround, openFaultGround } from './open-fault-ground.ts'

/** 72 in all: three sources, twelve places, two ways to break. */
const places = Math.min(12, Number(process.env['PATCHBAY_RUNS'] ?? 12))
const rows = 400

describe('a sync whose source breaks off', () => {
  let opened: FaultGround | undefined
  const closes: (() => Promise<void>)[] = []
  beforeAll(async () => {
    opened = await openFaultGround()
  })
  afterAll(async () => {
    for (const close of closes) await close()
    await opened?.close()
  })
  const fault = (): FaultGround => {
    if (opened === undefined) throw new Error('Local Elasticsearch has not started.')
    return opened
  }
  const many = new Map(Array.from({ length: rows }, (_, n) => [n, `${n} words `.repeat(100)]))

  for (const name of ['postgresql', 'mysql']) {
    const found = changingSources[name]
    describe.skipIf(found?.why !== undefined)(`${name}${found?.why ?? ''}`, () => {
      sourceCutCases(name, places, async () => {
        const { ground, folder } = fault()
        const source = await found?.open(folder)
        if (source === undefined) throw new Error(`no source ${name}`)
        closes.push(source.close)
        await source.put(many)
        const connector = await ground.connectorOf(name, { ...source.values, retry_count: 0 })
        return { ground, connector, port: Number(source.values['port']) }
      })
    })
  }

  const noRedis = whyNoRedis()
  describe.skipIf(noRedis !== undefined)(`redis${noRedis ?? ''}`, () => {
    sourceCutCases('redis', places, async () => {
      const { ground } = fault()
      const { port, password, stop } = await startRedis()
      closes.push(stop)
      const client = createClient({ socket: { host: '127.0.0.1', port }, password })
      await client.connect()
      for (const [n, text] of many) await client.set(`key:${n}`, text)
      await client.close()
      const values = {
        host: '127.0.0.1',
        port,
        password,
        username: '',
        database: ['0'],
        ssl_enabled: false,
        retry_count: 0,
      }
      return { ground, connector: await ground.connectorOf('redis', values), port }
    })
  })
})
