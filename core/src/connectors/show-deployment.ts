import { z } from 'zod'
import { addressOf } from '../elasticsearch/address-of.ts'
import { type Context, defineOperation } from '../operations/define-operation.ts'
import { toReadConnectors } from '../privileges/connector-privileges.ts'
import { isAtLeast } from '../protocol/cluster-version.ts'
import type { Connector } from '../protocol/connector.ts'
import { kibanaLogs } from '../protocol/kibana-links.ts'
import { connectorLogs } from '../protocol/log-filter.ts'
import { workerAbilities } from '../protocol/worker-abilities.ts'
import { Secret } from '../secrets/secret.ts'
import { connectorField } from '../steps/connector-field.ts'
import { connectorTarget } from '../steps/connector-target.ts'
import { keysFileOf, serviceConfigOf } from '../steps/delivered-key.ts'
import { keyIdsOf } from '../steps/key-ids.ts'

const input = z.strictObject({ connector: connectorField })

/** Stands where the key goes, which was shown once and is stored nowhere. */
const placeholder = new Secret('YOUR_API_KEY')
const documentation = 'https://www.elastic.co/docs/reference/search-connectors/es-connectors-run-from-docker'

const isLoopback = (address: string | undefined): boolean =>
  address !== undefined && /^(127\.|localhost$|\[::1\]$)/.test(new URL(address).hostname)

/** By Patchbay's own worker; undefined where it has no such data source. */
const byWorker = ({ id, service_type: serviceType, is_native: managed }: Connector) => {
  if (workerAbilities(serviceType) === undefined) return undefined
  if (managed) {
    return {
      command: 'npx patchbay worker',
      key: 'its connector secret holds the key, which the worker reads itself',
    }
  }
  return {
    command: 'npx patchbay worker --config patchbay.config.json',
    'connector-keys.json': keysFileOf([
      { connectorId: id, serviceType: null, apiKeyId: '', key: placeholder, address: undefined },
    ]).reveal(),
    'patchbay.config.json': 'its "worker" names the file above as "connectorKeysFile"; mode 0600',
  }
}

/** By Elastic's connector service, which runs self-managed connectors alone. */
const byService = ({ es, cluster }: Context, { id, service_type: serviceType }: Connector) => {
  const address = addressOf(es)
  const [major = '8', minor = '0'] = cluster.version.split('.')
  const image = isAtLeast(cluster.version, 8, 16)
    ? `integrations/elastic-connectors:${cluster.version}`
    : `enterprise-search/elastic-connectors:${cluster.version}.0`
  // In a container the machine's own address is the container's.
  const network = isLoopback(address) ? ' --network host' : ''
  return {
    'config.yml': serviceConfigOf([
      { connectorId: id, serviceType: serviceType ?? null, apiKeyId: '', key: placeholder, address },
    ]).reveal(),
    docker: `docker run --rm${network} -v "$PWD:/config" REGISTRY/${image} /app/bin/elastic-ingest -c /config/config.yml`,
    registry: `REGISTRY is the one that Elastic names: ${documentation}`,
    fromSource: [
      `git clone --branch ${major}.${minor} https://github.com/elastic/connectors`,
      'cd connectors && make install',
      './bin/elastic-ingest -c ../config.yml',
    ].join('\n'),
  }
}

const keyOf = (connector: Connector): string => {
  const { apiKeyId } = keyIdsOf(connector)
  if (apiKeyId === null)
    return `none yet: \`patchbay api-key generate ${connector.id}\` makes one and shows it once`
  return connector.is_native
    ? `${apiKeyId}, kept as a connector secret`
    : `${apiKeyId}, shown once when it was made; \`patchbay api-key rotate ${connector.id}\` makes another`
}

export const showDeployment = defineOperation({
  name: 'connector.deployment',
  version: 1,
  title: 'Show how to run it',
  summary:
    'Shows what runs a connector: files and commands for a worker of Patchbay and for the service of Elastic, and whether one has checked in.',
  risk: 'read',
  input,
  target: connectorTarget,
  privileges: (_input, _target, cluster) => toReadConnectors(cluster.version),
  run: () => async (context, _input, connector) => ({
    connector: connector.id,
    serviceType: connector.service_type ?? null,
    managed: connector.is_native,
    apiKey: keyOf(connector),
    /** `--watch` shows when it changes. */
    checkedIn: connector.last_seen ?? null,
    patchbay: byWorker(connector) ?? `its worker has no data source for ${connector.service_type ?? 'it'}`,
    elastic: connector.is_native
      ? `its service runs no managed connector outside Elastic Cloud: \`patchbay connector convert ${connector.id}\` first`
      : byService(context, connector),
    logs: connectorLogs(connector.id),
    ...kibanaLogs(context.cluster, connectorLogs(connector.id)),
  }),
})
