import { isAtLeast } from './cluster-version.ts'

/** A cluster, and the address of its Kibana where one is known. */
interface Where {
  version: string
  kibana?: string | undefined
}

/** Where Kibana shows connectors moved twice. */
const connectorsApp = (version: string): string => {
  if (isAtLeast(version, 9, 1)) return 'management/data/content_connectors'
  return isAtLeast(version, 8, 18) ? 'elasticsearch/content' : 'enterprise_search/content'
}

const inKibana = (kibana: string, path: string): string => `${kibana.replace(/\/+$/, '')}/app/${path}`

/** The page of a connector in Kibana; nothing where no Kibana is known. */
export const kibanaPage = ({ kibana, version }: Where, connectorId: string): { kibana?: string } => {
  if (kibana === undefined) return {}
  const id = encodeURIComponent(connectorId)
  return { kibana: inKibana(kibana, `${connectorsApp(version)}/connectors/${id}/overview`) }
}

/** Discover with the lines that a filter finds; nothing where no Kibana is known. */
export const kibanaLogs = ({ kibana }: Pick<Where, 'kibana'>, filter: string): { logsInKibana?: string } => {
  if (kibana === undefined) return {}
  // Discover keeps its state in RISON, whose texts stand in single quotes and escape by an exclamation mark.
  const query = filter.replaceAll(/[!']/g, '!$&')
  return {
    logsInKibana: inKibana(
      kibana,
      `discover#/?_a=${encodeURIComponent(`(query:(language:kuery,query:'${query}'))`)}`,
    ),
  }
}
