import { expect, it } from 'vitest'
import { cmac, ForgedMessage, protectionsOf, signedWith } from './protection.ts'

const hex = (text: string) => Buffer.from(text, 'hex')
const whole =
  '6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e5130c81c46a35ce411e5fbc1191a0a52eff69f2445df4f9b17ad2b417be66c3710'

it.each([
  ['', 'bb1d6929e95937287fa37d129b756746'],
  [whole.slice(0, 32), '070a16b46b4d4144f79bdd9dd04a287c'],
  [whole.slice(0, 80), 'dfa66747de9ae63030ca32611497c827'],
  [whole, '51f0bebf7e3b9d92fc49741779363cfe'],
])('makes the codes of RFC 4493', (message, code) => {
  expect(cmac(hex('2b7e151628aed2a6abf7158809cf4f3c'))(hex(message)).toString('hex')).toBe(code)
})

const message = (): Buffer => {
  const bytes = Buffer.alloc(100, 7)
  bytes.writeUInt32BE(0xfe534d42, 0)
  return bytes
}
const key = Buffer.alloc(16, 1)
const { signed, sealed } = protectionsOf(key, Buffer.alloc(64, 2), 3n)

it.each([
  ['SMB 2', signedWith(key)],
  ['SMB 3.1.1', signed],
])('takes no message of %s that was changed on the way, or not signed', (_name, protection) => {
  const sent = protection.seal(message())
  expect(protection.open(sent)).toBe(sent)
  const changed = Buffer.from(sent)
  changed[80] = 8
  expect(() => protection.open(changed)).toThrow(ForgedMessage)
  expect(() => protection.open(message())).toThrow(ForgedMessage)
})

it('takes nothing plain where messages are encrypted, and nothing with another key', () => {
  const sent = sealed.seal(message())
  expect(sent.includes(message().subarray(70))).toBe(false)
  expect(() => sealed.open(message())).toThrow(ForgedMessage)
  // What goes out has another key than what comes in.
  expect(() => sealed.open(sent)).toThrow(ForgedMessage)
})
