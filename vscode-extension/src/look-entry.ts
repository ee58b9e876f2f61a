/**
 * What of the core a first look at a cluster needs, in a file of its own: the rows don't wait until all operations are
 * loaded.
 */
export { connect, createLister, openCluster, Secret } from '@patchbay/core/first-look'
export { connectionOf } from './connection/connection-of.ts'
export { readConnectors } from './tree/read-connectors.ts'
