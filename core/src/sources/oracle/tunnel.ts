import { once } from 'node:events'
import { createServer } from 'node:http'
import { connect, type LookupFunction, type Socket } from 'node:net'
import { PassThrough } from 'node:stream'

/** A way out for a driver that looks hosts up by itself: an HTTP proxy on this machine, for one connection. */
export interface Tunnel {
  host: string
  port: number
  /** Why the last way could not be opened; the driver only hears that it could not. */
  failure(): unknown
  /** Lets nobody in any more. What is connected stays so. */
  close(): void
}

const here = '127.0.0.1'

/** Addresses too go through the lookup: Node asks it about names alone. */
export const addressOf = (lookup: LookupFunction, host: string): Promise<string> =>
  new Promise((resolve, reject) => {
    lookup(host, { all: false }, (error, address) => {
      if (error === null && typeof address === 'string') resolve(address)
      else reject(error ?? new Error(`${host} has no address`))
    })
  })

/** @param gone closes the way, also one that isn't open yet. */
const openWay = async (
  lookup: LookupFunction,
  { host, port, gone }: { host: string; port: number; gone: AbortSignal },
): Promise<Socket> => {
  const address = await addressOf(lookup, host)
  gone.throwIfAborted()
  const socket = connect({ host: address, port, signal: gone })
  await once(socket, 'connect')
  return socket
}

/** Opens a tunnel that leads to what the lookup allows and nowhere else, redirects of the server included. */
export const openTunnel = async (lookup: LookupFunction): Promise<Tunnel> => {
  let failure: unknown
  const server = createServer((_request, response) => response.writeHead(405).end())
  server.on('connect', ({ url = '' }, inside: Socket, head: Buffer) => {
    const gone = new AbortController()
    for (const event of ['end', 'close']) inside.on(event, () => gone.abort())
    inside.on('error', () => undefined)
    // Read from the first moment on, else nobody would notice that the driver left before its way is open.
    const said = inside.pipe(new PassThrough())
    const colon = url.lastIndexOf(':')
    const way = { host: url.slice(0, colon), port: Number(url.slice(colon + 1)), gone: gone.signal }
    openWay(lookup, way).then(
      (outside) => {
        outside.on('error', () => inside.destroy()).on('close', () => inside.destroy())
        inside.write('HTTP/1.1 200 Connection Established\r\n\r\n')
        if (head.length > 0) outside.write(head)
        said.pipe(outside)
        outside.pipe(inside)
      },
      (error: unknown) => {
        if (!gone.signal.aborted) failure = error
        inside.end('HTTP/1.1 502 Bad Gateway\r\n\r\n')
      },
    )
  })
  server.listen(0, here)
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The tunnel has no port.')
  return { host: here, port: address.port, failure: () => failure, close: () => void server.close() }
}
