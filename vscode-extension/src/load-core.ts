import type * as core from './core-entry.ts'

export type CoreModule = typeof core

/** The core, loaded the first time that somebody asks; the build puts it into its own file. */
export const loadCore = (): Promise<CoreModule> => import('./core-entry.ts')
