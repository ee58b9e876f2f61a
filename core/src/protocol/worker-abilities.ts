/** What a worker can do with a service type, beyond full syncs and basic sync rules. */
export interface SourceAbilities {
  incremental: boolean
  documentLevelSecurity: boolean
  advancedRules: boolean
}

const full: SourceAbilities = { incremental: false, documentLevelSecurity: false, advancedRules: false }

/**
 * What Patchbay's own worker does, by service type. It stands here so that a list of them loads no driver; a test holds
 * it against the data sources.
 */
const abilities: Readonly<Record<string, SourceAbilities>> = {
  azure_blob_storage: { ...full, incremental: true },
  dir: { ...full, incremental: true },
  github: { incremental: true, documentLevelSecurity: true, advancedRules: true },
  google_cloud_storage: { ...full, incremental: true },
  mongodb: { ...full, incremental: true, advancedRules: true },
  mssql: { ...full, incremental: true, advancedRules: true },
  mysql: { ...full, incremental: true, advancedRules: true },
  network_drive: { incremental: true, documentLevelSecurity: true, advancedRules: true },
  oracle: full,
  postgresql: { ...full, incremental: true, advancedRules: true },
  redis: { ...full, advancedRules: true },
  s3: { ...full, incremental: true, advancedRules: true },
}

/** Undefined for a service type that our worker doesn't sync. */
export const workerAbilities = (serviceType: string | null | undefined): SourceAbilities | undefined =>
  serviceType != null && Object.hasOwn(abilities, serviceType) ? abilities[serviceType] : undefined
