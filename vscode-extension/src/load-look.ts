import type * as look from './look-entry.ts'

export type LookModule = typeof look

let loading: Promise<LookModule> | undefined

/** The part of the core that a first look at a cluster waits for. It says nothing in any language by itself. */
export const loadLook = (): Promise<LookModule> => (loading ??= import('./look-entry.ts'))
