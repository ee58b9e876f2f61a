/** Who works on what, and which workers are alive: written by services, read by people. */
export const leasesIndex = 'patchbay-leases'

/** The pipeline that stamps a document with who wrote it and when, by Elasticsearch's own word. */
export const stampPipelineId = 'patchbay-stamp'

/** Links, message copies, subscriptions: what services remember. */
export const stateIndex = 'patchbay-state'
