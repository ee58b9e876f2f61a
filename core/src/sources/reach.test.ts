import { isIP } from 'node:net'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { AddressRules } from '../protocol/address-rules.ts'
import { reachOf, type Resolve } from './reach.ts'

const check = (host: string, rules?: AddressRules, resolve?: Resolve): Promise<string> =>
  reachOf(rules, resolve)
    .check({ field: 'host', host })
    .then(
      () => 'reached',
      (error: unknown) => String(error),
    )
const refused = expect.stringContaining('leads to')
/** A server of names that says this, always. */
const says =
  (...addresses: string[]): Resolve =>
  (_host, _options, callback) =>
    callback(
      null,
      addresses.map((address) => ({ address, family: isIP(address) })),
    )

describe('what data sources may connect to', () => {
  it.each(
    // Numbers in the spellings that the system's resolver takes, and IPv6 that stands for IPv4.
    [
      '169.254.169.254',
      '169.254.1.1',
      '2852039166',
      '0xa9fea9fe',
      '0xA9.0xFE.0xa9.0xfe',
      '0251.0376.0251.0376',
      '169.254.43518',
      '169.16689662',
      '::ffff:169.254.169.254',
      '[::ffff:a9fe:a9fe]',
      '0:0:0:0:0:ffff:a9fe:a9fe',
      '::169.254.169.254',
      '64:ff9b::a9fe:a9fe',
      '64:ff9b:1::a9fe:a9fe',
      '2002:a9fe:a9fe::',
      'fe80::1',
      'fe80::1%lo',
      'fd00:ec2::254',
      'fd20:ce::254',
      '100.100.100.200',
      '168.63.129.16',
      '192.0.0.192',
      '0.0.0',
      '0',
      '::',
      '224.0.0.1',
      'ff02::1',
      '255.255.255.255',
    ],
  )('is never %s, unless it is allowed', async (host) => {
    expect(await check(host)).toEqual(refused)
    expect(await check(host, { addresses: 'public' })).toEqual(refused)
    expect(await check(host, { allowAddresses: [host.replaceAll(/[[\]]/g, '')] })).toBe('reached')
  })

  it.each([
    '127.0.0.1',
    '127.1',
    '0x7f000001',
    '::1',
    '10.1.2.3',
    '172.16.0.1',
    '192.168.1.1',
    '100.64.0.1',
    'fd12::1',
    '::ffff:10.1.2.3',
    'localhost',
    '/run/postgresql',
  ])('is %s, unless only public addresses are', async (host) => {
    expect(await check(host)).toBe('reached')
    expect(await check(host, { addresses: 'public' })).toEqual(refused)
    expect(await check(host, { addresses: 'public', allowAddresses: [host] })).toBe('reached')
  })

  it('is any public address', async () => {
    for (const host of ['8.8.8.8', '172.32.0.1', '2606:4700::1111', '64:ff9b::808:808'])
      expect(await check(host, { addresses: 'public' })).toBe('reached')
  })

  it('is what a network of the operator holds, in whatever form it comes', async () => {
    const rules: AddressRules = {
      addresses: 'public',
      allowAddresses: ['10.1.0.0/16', 'fd12::/32', 'DB.example'],
    }
    for (const host of ['10.1.255.1', '::ffff:10.1.0.1', 'fd12::5'])
      expect(await check(host, rules)).toBe('reached')
    expect(await check('10.2.0.1', rules)).toEqual(refused)
    expect(await check('db.example', rules, says('10.9.9.9'))).toBe('reached')
    expect(await check('other.example', rules, says('10.9.9.9'))).toEqual(refused)
  })

  it('is no name of which one address is refused', async () => {
    expect(await check('a.example', {}, says('8.8.8.8', '169.254.169.254'))).toContain(
      '"a.example", which is 169.254.169.254',
    )
    expect(await check('a.example', {}, says('8.8.8.8', '::ffff:169.254.169.254'))).toEqual(refused)
  })

  it('is not what a name says the second time', async () => {
    const answers = ['8.8.8.8', '169.254.169.254']
    const reach = reachOf({}, (host, options, callback) =>
      says(answers.shift() ?? '')(host, options, callback),
    )
    await reach.check({ field: 'host', host: 'a.example' })
    const error = await new Promise((resolve) => reach.lookup('a.example', {}, resolve))
    expect(error).toMatchObject({ code: 'source.refused' })
  })

  it('is given to drivers as they ask for it', async () => {
    const { lookup } = reachOf({}, says('10.0.0.1', '10.0.0.2'))
    const one = await new Promise((resolve) => lookup('a', {}, (...given) => resolve(given)))
    const all = await new Promise((resolve) => lookup('a', { all: true }, (...given) => resolve(given)))
    expect(one).toEqual([null, '10.0.0.1', 4])
    expect(all).toEqual([null, [expect.objectContaining({ address: '10.0.0.1' }), expect.anything()]])
  })

  it('is refused before a driver goes on, where it is named by its numbers', () => {
    const { lookup } = reachOf()
    const told: unknown[] = []
    for (const host of ['169.254.169.254', 'fd00:ec2::254'])
      lookup(host, {}, (error) => told.push(String(error)))
    // At once: what connects to such an address waits for no answer.
    expect(told).toEqual([refused, refused])
  })

  it('is no link-local address in any spelling', async () => {
    const spelled = fc.tuple(fc.nat(255), fc.nat(255)).chain(([c, d]) => {
      const number = ((169 * 256 + 254) * 256 + c) * 256 + d
      const hex = number.toString(16)
      const octal = [169, 254, c, d].map((byte) => `0${byte.toString(8)}`)
      return fc.constantFrom(
        String(number),
        `0x${hex}`,
        `0X${hex.toUpperCase()}`,
        octal.join('.'),
        `169.254.${c * 256 + d}`,
        `0xa9.0376.${c}.${d}`,
        `::ffff:${hex.slice(0, 4)}:${hex.slice(4)}`,
        `0:0:0:0:0:FFFF:169.254.${c}.${d}`,
        `64:ff9b::${hex.slice(0, 4)}:${hex.slice(4)}`,
      )
    })
    await fc.assert(
      fc.asyncProperty(spelled, async (host) => {
        expect(await check(host)).toEqual(refused)
      }),
      { numRuns: 200 },
    )
  })
})
