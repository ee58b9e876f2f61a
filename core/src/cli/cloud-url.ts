import { PatchbayError } from '../errors.ts'

/**
 * The address that a Cloud ID stands for: `name:base64(host$elasticsearch$kibana)`.
 * @throws PatchbayError `config.invalid` when it isn't one.
 */
export const cloudUrl = (cloudId: string): string => {
  const encoded = cloudId.slice(cloudId.lastIndexOf(':') + 1)
  const [host = '', elasticsearch = ''] = Buffer.from(encoded, 'base64').toString('utf8').split('$')
  const [name, port = '443'] = host.split(':')
  if (!/^[a-z0-9.-]+$/i.test(name ?? '') || !/^[a-z0-9-]+$/i.test(elasticsearch) || !/^\d+$/.test(port)) {
    throw new PatchbayError('config.invalid', `"${cloudId}" is not a Cloud ID.`, {
      next: 'Copy it from the deployment’s page, or give its address as "url".',
    })
  }
  return `https://${elasticsearch}.${name}:${port}`
}
