import { once } from 'node:events'
import { connect, createServer, type LookupFunction, type Server, type Socket } from 'node:net'
import { expect, it } from 'vitest'
import { openTunnel } from './tunnel.ts'

const listen = async (server: Server): Promise<number> => {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const at = server.address()
  if (at === null || typeof at === 'string') throw new Error('no port')
  return at.port
}

it('leaves no connection behind of a driver that gave up while its way was looked for', async () => {
  const arrived: Socket[] = []
  const server = createServer((socket) => arrived.push(socket.on('error', () => undefined)))
  const port = await listen(server)
  const asked: (() => void)[] = []
  const lookup: LookupFunction = (_host, _options, callback) => {
    asked.push(() => callback(null, '127.0.0.1', 4))
    if (asked.length > 1) asked.at(-1)?.()
  }
  const tunnel = await openTunnel(lookup)
  const dial = (): Socket => {
    const socket = connect(tunnel.port, tunnel.host)
    socket.write(`CONNECT db.example:${port} HTTP/1.1\r\nHost: db.example\r\n\r\n`)
    return socket
  }
  const impatient = dial()
  await expect.poll(() => asked.length).toBe(1)
  impatient.destroy()
  await once(impatient, 'close')

  // A second driver's way is open after the first one's answer came, so that what the first left behind had the time to arrive.
  const patient = dial()
  const open = once(patient, 'data')
  await expect.poll(() => asked.length).toBe(2)
  asked[0]?.()
  await open
  const third = dial()
  await once(third, 'data')

  expect(arrived.length).toBe(2)
  expect(tunnel.failure()).toBeUndefined()
  for (const socket of [patient, third, ...arrived]) socket.destroy()
  tunnel.close()
  server.close()
})
