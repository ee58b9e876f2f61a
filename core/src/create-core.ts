import { catalogue } from './catalogue.ts'
import type { Deps } from './deps.ts'
import { systemClock, systemIds } from './system-deps.ts'
import { createRunner, type Runner } from './operations/create-runner.ts'

/** Builds the core: the one place that knows every operation. It reads nothing and starts nothing. */
export const createCore = (deps: Partial<Deps> = {}): Runner =>
  createRunner(catalogue, { clock: systemClock, ids: systemIds, ...deps })
