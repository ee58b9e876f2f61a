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

/** Puts a new key into the texts that those who run the connector need, ready to be pasted. */
export const deliveredKey = ({
  connectorId,
  serviceType,
  apiKeyId,
  key,
  address,
}: Delivery): DeliveredKey => {
  const encoded = key.reveal()
  const config = [
    'elasticsearch:',
    `  host: ${quoted(address ?? 'http://127.0.0.1:9200')}`,
    `  api_key: ${quoted(encoded)}`,
    'connectors:',
    `  - connector_id: ${quoted(connectorId)}`,
    `    service_type: ${quoted(serviceType ?? '')}`,
    `    api_key: ${quoted(encoded)}`,
    '',
  ]
  return {
    connector: connectorId,
    apiKeyId,
    apiKey: key,
    connectorKeysFile: new Secret(JSON.stringify({ [connectorId]: encoded }, undefined, 2)),
    serviceConfig: new Secret(config.join('\n')),
  }
}
