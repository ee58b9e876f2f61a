import { isAbsolute } from 'node:path'
import ipaddr from 'ipaddr.js'
import { z } from 'zod'

const isPlace = (text: string): boolean =>
  text.includes('/') && !text.startsWith('/')
    ? ipaddr.isValidCIDR(text)
    : ipaddr.isValid(text) || /^[\w./-]+$/.test(text)

/** Which addresses and folders data sources may lead to: whoever configures a connector isn't whoever runs the worker. */
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
  directories: z
    .array(z.string().refine(isAbsolute, 'must be a whole path, such as /srv/documents'))
    .optional()
    .describe(
      "folders of the worker's machine in which those of dir may lie; anywhere by default, but where the worker's own files are",
    ),
}
export type AddressRules = z.infer<z.ZodObject<typeof addressRulesShape>> & {
  /** Files with the worker's own configuration and keys, as whole paths: nobody reads the folders that they lie in. */
  ownFiles?: readonly string[] | undefined
}
