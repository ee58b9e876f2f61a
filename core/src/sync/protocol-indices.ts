/** Elasticsearch's own indices, which workers write directly where no API does (as Elastic's service does). */
export const connectorsIndex = '.elastic-connectors'
export const jobsIndex = '.elastic-connectors-sync-jobs'

/** From 9.0 on these indices are restricted to callers that say they belong to connectors. */
export const asService = { headers: { 'x-elastic-product-origin': 'connectors' } } as const
