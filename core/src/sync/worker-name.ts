import { hostname } from 'node:os'

/** What people call a worker; where nobody named it, its machine and its process, by which those of one machine differ. */
export const workerName = (given: string | undefined): string => given ?? `${hostname()}:${process.pid}`
