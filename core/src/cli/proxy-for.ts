import { getProxyForUrl } from 'proxy-from-env'
import { PatchbayError } from '../errors.ts'

const onThisMachine = ['127.0.0.1', 'localhost', '[::1]']

/**
 * The proxy that the process's environment names for an address: HTTPS_PROXY, HTTP_PROXY, ALL_PROXY, and NO_PROXY for
 * those that need none. This machine never does.
 */
export const proxyFor = (url: string): string | undefined => {
  if (!URL.canParse(url) || onThisMachine.includes(new URL(url).hostname)) return undefined
  const proxy = getProxyForUrl(url)
  if (proxy === '') return undefined
  if (URL.canParse(proxy) && /^https?:$/.test(new URL(proxy).protocol)) return proxy
  // Not quoted: a proxy's address may hold a password.
  throw new PatchbayError(
    'config.invalid',
    `The environment names a proxy for ${url} that is no http proxy.`,
    {
      next: 'Give HTTPS_PROXY as http://host:port, or name the host in NO_PROXY.',
    },
  )
}
