import type { ServiceType } from '../protocol/service-types.ts'
import { workerAbilities } from '../protocol/worker-abilities.ts'

const who = (ours: boolean | undefined, elastics: boolean): string[] => [
  ...(ours === true ? ['Patchbay'] : []),
  ...(elastics ? ['Elastic'] : []),
]

/** Who can do what with a service type: Patchbay's worker, Elastic's connector service, both, or nobody. */
export const sourceAbilities = ({ service_type: serviceType, features }: ServiceType) => {
  const ours = workerAbilities(serviceType)
  return {
    incremental: who(ours?.incremental, features.incremental),
    documentLevelSecurity: who(ours?.documentLevelSecurity, features.dls),
    advancedRules: who(ours?.advancedRules, features.advanced_rules),
  }
}
