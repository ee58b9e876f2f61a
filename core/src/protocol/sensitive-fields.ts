import { serviceTypes } from './service-types.ts'

/**
 * Names that give a secret away. Elastic's own marks miss some (`account_key` of Azure, `tls_keyfile` of Redis), and a
 * customized connector may mark nothing.
 */
const tellingName =
  /(^|_)(password|passphrase|secret|token|private_key|account_key|access_key|api_key|keyfile|credentials)$/

/** True for a configuration field whose value must never be shown, logged or put in an error. */
export const isSensitive = (
  key: string,
  field: { sensitive?: boolean | null | undefined } | undefined,
): boolean => field?.sensitive === true || tellingName.test(key.toLowerCase())

/** A user name and a password in an address, such as `mongodb://reader:hunter2@db`: as much of a secret as a field that is called so. */
export const hasCredentials = (value: unknown): boolean =>
  typeof value === 'string' && /:\/\/[^/\s@]*:[^/\s@]*@/.test(value)

/** True for a value that must never be shown, logged or put in an error: by its field, or by itself. */
export const isSecretValue = (
  key: string,
  field: { sensitive?: boolean | null | undefined } | undefined,
  value: unknown,
): boolean => isSensitive(key, field) || hasCredentials(value)

/** Fields of the catalogue that are sensitive wherever they occur: front ends ask for them without showing them. */
export const sensitiveKeys = (): string[] => {
  const fields = [...serviceTypes().values()].flatMap(({ configuration }) => configuration)
  const plain = new Set(fields.filter((field) => !isSensitive(field.key, field)).map(({ key }) => key))
  return [...new Set(fields.map(({ key }) => key))].filter((key) => !plain.has(key))
}
