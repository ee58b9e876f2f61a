import ipaddr from 'ipaddr.js'
import { z } from 'zod'

const isPlace = (text: string): boolean =>
  text.includes('/') && !text.startsWith('/')
    ? ipaddr.isValidCIDR(text)
    : ipaddr.isValid(text) || /^[\w./-]+$/.test(text)

/** Which addresses data sources may lead to: whoever configures a connector isn't whoever runs the worker. */
export const addressRulesShape = {
  addresses: z
    .enum(['private', 'public'])
    .optional()
    .describe(
      'where data sources may be: private, the default, also in private networks and on this machine; public: only outside; never at link-local, metadata and multicast addresses',
    ),
  allowAddresses: z
    .array(
      z.string().refine(isPlace, 'must be the name of a host, an address, or a network such as 10.1.0.0/16'),
    )
    .optional()
    .describe('hosts, addresses and networks in which data sources may be all the same'),
}
export type AddressRules = z.infer<z.ZodObject<typeof addressRulesShape>>
