import { type AddressInfo, createServer, type Server } from 'node:net'
import { BSON } from 'mongodb'
import { expect, it, onTestFinished } from 'vitest'
import { openSource } from '../open-source.ts'
import { mongodb } from './mongodb.ts'

const listen = async (server: Server): Promise<number> => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return (server.address() as AddressInfo).port
}

/** Answers every message with this document, in the form that it was asked in. */
const answering = (document: () => BSON.Document): Server =>
  createServer((socket) => {
    socket.on('error', () => {})
    socket.on('data', (message) => {
      const isOld = message.readInt32LE(12) === 2004
      const head = Buffer.alloc(isOld ? 36 : 21)
      const body = BSON.serialize(document())
      head.writeInt32LE(head.length + body.length, 0)
      head.writeInt32LE(message.readInt32LE(4), 8)
      head.writeInt32LE(isOld ? 1 : 2013, 12)
      if (isOld) head.writeInt32LE(1, 32)
      socket.write(Buffer.concat([head, body]))
    })
  })

it('connects to no member by its numbers that the worker may not reach', async () => {
  let connections = 0
  const inner = await listen(
    createServer((socket) => {
      connections += 1
      socket.on('error', () => {})
      socket.destroy()
    }),
  )
  let own = ''
  const member = () => ({
    ok: 1,
    isWritablePrimary: true,
    setName: 'r',
    setVersion: 1,
    hosts: [own, `127.0.0.1:${inner}`],
    me: own,
    primary: own,
    minWireVersion: 0,
    maxWireVersion: 21,
    cursor: { id: BSON.Long.ZERO, ns: 'd.$cmd.listCollections', firstBatch: [] },
  })
  own = `localhost:${await listen(answering(member))}`
  const values = {
    host: `mongodb://${own}/?replicaSet=r&serverSelectionTimeoutMS=1000`,
    database: 'd',
    collection: 'c',
  }
  const ping = async (addresses: 'public' | 'private'): Promise<string> => {
    const source = await openSource(mongodb, values, { addresses, allowAddresses: ['localhost'] })
    return source.ping(AbortSignal.timeout(20_000)).then(
      () => 'reached',
      (error: unknown) => String(error),
    )
  }
  expect(await ping('public')).toContain('leads to 127.0.0.1: an address of a private network')
  expect(connections).toBe(0)
  // Whoever may go there does.
  expect(await ping('private')).toContain('has no collection')
  await expect.poll(() => connections).toBeGreaterThan(0)
})
