import { z } from 'zod'

/** Where `npm start` keeps the passwords of the local cluster, under the folder that it was started in. */
export const localCredentialsPath = '.patchbay/local/credentials.json'

/**
 * The passwords and keys of a local stack: the one file that holds secrets, made with mode 0600 and ignored by git.
 * They open a cluster on this machine and nothing else.
 */
export const localCredentialsSchema = z.strictObject({
  url: z.url(),
  /** Password by user name: `elastic`, `ada` (operator), `grace` (approver). */
  users: z.record(z.string(), z.string()),
  /** Encoded API key by service: `worker`. */
  services: z.record(z.string(), z.string()),
  /** Password of the sample database. */
  postgresPassword: z.string().optional(),
})
