/** Who works on what, and which workers are alive: written by services, read by people. */
export const leasesIndex = 'patchbay-leases'

/** Links, message copies, subscriptions: what services remember. */
export const stateIndex = 'patchbay-state'
