import { lookup as resolveName, type LookupAddress, type LookupAllOptions } from 'node:dns'
import { isIP, type LookupFunction } from 'node:net'
import ipaddr from 'ipaddr.js'
import { PatchbayError } from '../errors.ts'
import type { AddressRules } from '../protocol/address-rules.ts'
import type { SourceHost } from './data-source.ts'

type Address = ipaddr.IPv4 | ipaddr.IPv6
type Kind = 'public' | 'private' | 'forbidden'

/** What clouds tell secrets at, beside the link-local addresses; IPv4 that only looks like IPv6 is of no use to a source. */
const metadata = [
  'fd00:ec2::/32',
  'fd20:ce::/64',
  '100.100.100.200/32',
  '168.63.129.16/32',
  '::/96',
  '64:ff9b:1::/48',
].map((network) => ipaddr.parseCIDR(network))
const translated = ['64:ff9b::/96', '::ffff:0:0:0/96'].map((network) => ipaddr.parseCIDR(network))
const kinds: Readonly<Record<string, Kind>> = {
  unicast: 'public',
  private: 'private',
  loopback: 'private',
  carrierGradeNat: 'private',
  uniqueLocal: 'private',
}

const isIn = (address: Address, [network, bits]: [Address, number]): boolean =>
  address.kind() === network.kind() && address.match(network, bits)

/** An address of IPv6 that stands for one of IPv4 is judged as that one, also where a gateway translates it. */
const plain = (text: string): Address => {
  const address = ipaddr.process(text)
  return translated.some((network) => isIn(address, network))
    ? ipaddr.fromByteArray(address.toByteArray().slice(-4))
    : address
}

const kindOf = (address: Address): Kind => {
  const range = address.range()
  if (range !== 'loopback' && metadata.some((network) => isIn(address, network))) return 'forbidden'
  return kinds[range] ?? 'forbidden'
}

const asNetwork = (text: string): [Address, number] => {
  if (text.includes('/')) return ipaddr.parseCIDR(text)
  const address = plain(text)
  return [address, address.toByteArray().length * 8]
}

/** What is connected to without a lookup. */
const isPlain = (host: string): boolean => isIP(host) !== 0 || host.includes('/')

export type Resolve = (
  host: string,
  options: LookupAllOptions,
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void

export interface Reach {
  /** @throws PatchbayError `source.refused` where the host has an address that is not allowed. A name without one passes. */
  check(place: SourceHost): Promise<void>
  /** For drivers: what was checked is what is connected to, whatever the name's server says the next time. */
  lookup: LookupFunction
}

const refusal = (
  host: string,
  address: string,
  { field, kind }: { field?: string; kind: Kind },
): PatchbayError => {
  const which =
    kind === 'private' ? 'of a private network' : 'that no data source has (metadata, link-local or reserved)'
  const where = host === address ? address : `"${host}", which is ${address}`
  return new PatchbayError('source.refused', `The connector leads to ${where}: an address ${which}.`, {
    field,
    next: `Correct ${field ?? 'the host'} in the connector's configuration, or have whoever runs the worker add "${address}" to worker.allowAddresses of its configuration file.`,
  })
}

/** What data sources may connect to. Without rules: everything but metadata, link-local, multicast and reserved addresses. */
export const reachOf = (
  { addresses: wanted = 'private', allowAddresses = [] }: AddressRules = {},
  resolve: Resolve = resolveName,
): Reach => {
  const isNetwork = (text: string): boolean => ipaddr.isValidCIDR(text) || isIP(text) !== 0
  const networks = allowAddresses.filter(isNetwork).map(asNetwork)
  const names = new Set(allowAddresses.map((name) => name.toLowerCase()))
  const isAllowed = (kind: Kind): boolean => kind === 'public' || kind === wanted
  const refused = (host: string, addresses: readonly string[], field?: string): PatchbayError | undefined => {
    if (names.has(host.toLowerCase())) return undefined
    // A socket of this machine.
    if (host.includes('/'))
      return isAllowed('private')
        ? undefined
        : refusal(host, host, { ...(field !== undefined && { field }), kind: 'private' })
    for (const text of addresses) {
      const address = plain(text)
      const kind = kindOf(address)
      if (!isAllowed(kind) && !networks.some((network) => isIn(address, network)))
        return refusal(host, text, { ...(field !== undefined && { field }), kind })
    }
    return undefined
  }
  const find = (host: string): Promise<readonly string[]> =>
    new Promise((found) => {
      // What has no address is told by the driver, in its own words.
      resolve(host, { all: true }, (error, all) => found(error ? [] : all.map(({ address }) => address)))
    })
  return {
    async check({ field, host }) {
      const bare = host.replace(/^\[(.*)\]$/, '$1')
      const problem = refused(bare, isPlain(bare) ? [bare] : await find(bare), field)
      if (problem !== undefined) throw problem
    },
    lookup: (host, options, callback) => {
      // At once, for those who connect at once.
      const early = isPlain(host) ? refused(host, [host]) : undefined
      if (early !== undefined) return callback(early, '')
      resolve(host, { ...options, all: true }, (error, all) => {
        const problem =
          error ??
          refused(
            host,
            all.map(({ address }) => address),
          )
        const [first] = all ?? []
        if (problem || first === undefined) callback(problem ?? new Error('no address'), '')
        else if (options.all === true) callback(null, all)
        else callback(null, first.address, first.family)
      })
    },
  }
}
