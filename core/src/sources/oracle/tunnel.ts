import { once } from 'node:events'
import { createServer } from 'node:http'
import { connect, type LookupFunction, type Socket } from 'node:net'

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

const openWay = async (lookup: LookupFunction, host: string, port: number): Promise<Socket> => {
  const socket = connect({ host: await addressOf(lookup, host), port })
  await once(socket, 'connect')
  return socket
}

/** Opens a tunnel that leads to what the lookup allows and nowhere else, redirects of the server included. */
export const openTunnel = async (lookup: LookupFunction): Promise<Tunnel> => {
  let failure: unknown
  const server = createServer((_request, response) => response.writeHead(405).end())
  server.on('connect', ({ url = '' }, inside: Socket, head: Buffer) => {
    inside.on('error', () => undefined)
    const colon = url.lastIndexOf(':')
    openWay(lookup, url.slice(0, colon), Number(url.slice(colon + 1))).then(
      (outside) => {
        for (const [one, other] of [
          [inside, outside],
          [outside, inside],
        ] as const) {
          one.on('error', () => other.destroy())
          one.on('close', () => other.destroy())
        }
        inside.write('HTTP/1.1 200 Connection Established\r\n\r\n')
        if (head.length > 0) outside.write(head)
        inside.pipe(outside)
        outside.pipe(inside)
      },
      (error: unknown) => {
        failure = error
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
