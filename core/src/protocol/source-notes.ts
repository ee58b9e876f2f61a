/** What is known of a service type beyond the catalogue's fields, which Elastic's service registers. */
interface SourceNotes {
  /** The last part of the address of its page in Elastic's reference; undefined where there is none. */
  page?: string
  /** How finished Elastic calls its own connector; left out where it is generally available. */
  maturity?: 'preview' | 'beta'
}

const notes: Readonly<Record<string, SourceNotes>> = {
  azure_blob_storage: { page: 'azure-blob' },
  box: { page: 'box', maturity: 'preview' },
  confluence: { page: 'confluence' },
  dropbox: { page: 'dropbox' },
  github: { page: 'github' },
  gitlab: { page: 'gitlab' },
  gmail: { page: 'gmail' },
  google_cloud_storage: { page: 'google-cloud' },
  google_drive: { page: 'google-drive' },
  graphql: { page: 'graphql', maturity: 'preview' },
  jira: { page: 'jira' },
  microsoft_teams: { page: 'teams', maturity: 'preview' },
  mongodb: { page: 'mongodb' },
  mssql: { page: 'ms-sql' },
  mysql: { page: 'mysql' },
  network_drive: { page: 'network-drive' },
  notion: { page: 'notion' },
  onedrive: { page: 'onedrive' },
  opentext_documentum: { page: 'opentext' },
  oracle: { page: 'oracle' },
  outlook: { page: 'outlook' },
  postgresql: { page: 'postgresql' },
  redis: { page: 'redis', maturity: 'preview' },
  s3: { page: 's3' },
  salesforce: { page: 'salesforce' },
  sandfly: { page: 'sandfly' },
  servicenow: { page: 'servicenow' },
  sharepoint_online: { page: 'sharepoint-online' },
  sharepoint_server: { page: 'sharepoint', maturity: 'beta' },
  slack: { page: 'slack', maturity: 'preview' },
  zoom: { page: 'zoom', maturity: 'preview' },
}

const reference = 'https://www.elastic.co/docs/reference/search-connectors/es-connectors-'

/** Where Elastic describes it, and how finished Elastic calls it; null where neither is known. */
export const sourceNotes = (
  serviceType: string,
): { documentation: string | null; maturity: 'preview' | 'beta' | null } => {
  const { page, maturity } = notes[serviceType] ?? {}
  return { documentation: page === undefined ? null : reference + page, maturity: maturity ?? null }
}
