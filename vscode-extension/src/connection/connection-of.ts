import type { Connection } from '@patchbay/core'
import { Secret } from '@patchbay/core/first-look'

interface Reached {
  url: string
  username?: string | undefined
  caFingerprint?: string | undefined
}

/** How to reach a cluster of the settings: without a user name, what proves who signs in is an API key. */
export const connectionOf = (
  { url, username, caFingerprint }: Reached,
  secret: string,
  ca?: string,
): Connection => ({
  url,
  auth:
    username === undefined
      ? { kind: 'api-key', apiKey: new Secret(secret) }
      : { kind: 'basic', username, password: new Secret(secret) },
  ca,
  caFingerprint,
})
