import { sources } from '../sources/registry.ts'

/** Who can sync a service type. */
export const runBy = (serviceType: string): string =>
  Object.hasOwn(sources, serviceType)
    ? "Patchbay's worker, Elastic's connector service"
    : "Elastic's connector service"
