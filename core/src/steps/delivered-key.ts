import { Secret } from '../secrets/secret.ts'

/** A key on its way to the person who uses it: shown once, stored nowhere. */
export interface DeliveredKey {
  connector: string
  apiKeyId: string
  /** The encoded key. */
  apiKey: Secret
  /** The entry for Patchbay's worker, in the file that `connectorKeysFile` names. */
  connectorKeysFile: Secret
  /** The same as `config.yml` of Elastic's own connector service. */
  serviceConfig: Secret
}

export interface Delivery {
  connectorId: string
  serviceType: string | null
  apiKeyId: string
  key: Secret
  address: string | undefined
}

// A string in JSON is one in YAML too.
const quoted = (text: string): string => JSON.stringify(text)

/** Keys of connectors as Patchbay's worker reads them from its file. */
export const keysFileOf = (delivered: readonly Delivery[]): Secret =>
  new Secret(
    JSON.stringify(
      Object.fromEntries(delivered.map(({ connectorId, key }) => [connectorId, key.reveal()])),
      undefined,
      2,
    ),
  )

/** The same as `config.yml` of Elastic's own connector service, which signs in with the first of them. */
export const serviceConfigOf = (delivered: readonly Delivery[]): Secret => {
  const [first] = delivered
  const config = [
    'elasticsearch:',
    `  host: ${quoted(first?.address ?? 'http://127.0.0.1:9200')}`,
    `  api_key: ${quoted(first?.key.reveal() ?? '')}`,
    'connectors:',
    ...delivered.flatMap(({ connectorId, serviceType, key }) => [
      `  - connector_id: ${quoted(connectorId)}`,
      `    service_type: ${quoted(serviceType ?? '')}`,
      `    api_key: ${quoted(key.reveal())}`,
    ]),
    '',
  ]
  return new Secret(config.join('\n'))
}

/** Puts a new key into the texts that those who run the connector need, ready to be pasted. */
export const deliveredKey = (delivery: Delivery): DeliveredKey => ({
  connector: delivery.connectorId,
  apiKeyId: delivery.apiKeyId,
  apiKey: delivery.key,
  connectorKeysFile: keysFileOf([delivery]),
  serviceConfig: serviceConfigOf([delivery]),
})
