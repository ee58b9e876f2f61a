import type { Socket } from 'node:net'

/** Where the bytes of a packet of TDS begin, and what ends the list of what a server says first. */
const [headerSize, endOfList, encryption] = [8, 0xff, 1]
/** It encrypts from now on; it wants no less. */
const encrypts = new Set([1, 3])

export class PlainLogin extends Error {
  override readonly name = 'PlainLogin'
}

/** What a server says about encryption in its first answer; undefined where it says nothing. */
export const encryptionOf = (packet: Buffer): number | undefined => {
  const body = packet.subarray(headerSize)
  for (let at = 0; at + 5 <= body.length && body[at] !== endOfList; at += 5)
    if (body[at] === encryption) return body[body.readUInt16BE(at + 1)]
  return undefined
}

/** Cuts a connection over which the driver would send its login as anybody can read it, before it does. */
export const refusePlainLogin = (socket: Socket): void => {
  socket.once('data', (packet: Buffer) => {
    if (!encrypts.has(encryptionOf(packet) ?? 0))
      socket.destroy(new PlainLogin('the server does not encrypt the login'))
  })
}
