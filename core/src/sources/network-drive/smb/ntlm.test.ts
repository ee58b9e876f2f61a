import { expect, it } from 'vitest'
import { authenticate, negotiateMessage } from './ntlm.ts'

const utf16 = (text: string) => Buffer.from(text, 'utf16le')
const pair = (id: number, value: Buffer) => Buffer.concat([Buffer.from([id, 0, value.length, 0]), value])

const challenge = (...info: Buffer[]): Buffer => {
  const names = Buffer.concat([...info, Buffer.alloc(4)])
  const head = Buffer.alloc(56)
  head.write('NTLMSSP\0', 'latin1')
  head.writeUInt32LE(2, 8)
  Buffer.from('0123456789abcdef', 'hex').copy(head, 24)
  head.writeUInt16LE(names.length, 40)
  head.writeUInt32LE(56, 44)
  return Buffer.concat([head, names])
}

/** The example of Microsoft's specification of NTLM, section 4.2.4. */
const login = { username: 'Domain\\User', password: 'Password' }
const given = { random: Buffer.alloc(8, 0xaa), now: -11_644_473_600_000 }
const names = [pair(2, utf16('Domain')), pair(1, utf16('Server'))]

const field = (message: Buffer, at: number): Buffer => {
  const from = message.readUInt32LE(at + 4)
  return message.subarray(from, from + message.readUInt16LE(at))
}

it('answers the challenge of the specification as the specification does', () => {
  const { message, sessionKey } = authenticate(login, challenge(...names), given)
  expect(sessionKey.toString('hex')).toBe('8de40ccadbc14a82f15cb0ad0de95ca3')
  expect(field(message, 20).subarray(0, 16).toString('hex')).toBe('68cd0ab851e51c96aabc927bebef6a1c')
  expect(field(message, 12).subarray(0, 16).toString('hex')).toBe('86c35097ac9cec102554764a57cccc19')
  expect(field(message, 36).toString('utf16le')).toBe('User')
  expect(field(message, 28).toString('utf16le')).toBe('Domain')
})

it('signs its three messages where the server tells its time, and then leaves out the older answer', () => {
  const { message } = authenticate(login, challenge(...names, pair(7, Buffer.alloc(8))), given)
  expect(field(message, 12)).toEqual(Buffer.alloc(24))
  expect(message.subarray(72, 88)).not.toEqual(Buffer.alloc(16))
  expect(field(message, 20).includes(pair(6, Buffer.from([2, 0, 0, 0])))).toBe(true)
})

it('takes a name without a domain, and nothing that is no challenge', () => {
  const { message } = authenticate({ ...login, username: 'ada@example.org' }, challenge(...names), given)
  expect(field(message, 36).toString('utf16le')).toBe('ada@example.org')
  expect(field(message, 28)).toHaveLength(0)
  expect(() => authenticate(login, negotiateMessage(), given)).toThrow(RangeError)
  expect(() => authenticate(login, Buffer.alloc(10), given)).toThrow(RangeError)
})
