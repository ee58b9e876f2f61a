import { PatchbayError } from '../errors.ts'
import type { Connector } from '../protocol/connector.ts'
import { configurationValues } from '../sources/configuration-values.ts'
import type { DataSourceDefinition } from '../sources/data-source.ts'
import { openSource } from '../sources/open-source.ts'
import type { Claim } from './claim-job.ts'
import { copyContent, type Running } from './copy-content.ts'
import { copyIdentities } from './copy-identities.ts'
import type { Ending } from './job-ending.ts'
import { inSpan } from './span.ts'
import type { WorkerParts } from './worker-options.ts'

const definitionOf = async (
  { sources }: WorkerParts,
  connector: Connector,
): Promise<DataSourceDefinition> => {
  const load = sources[connector.service_type ?? '']
  if (load !== undefined) return load()
  throw new PatchbayError(
    'source.invalid',
    `This worker has no data source "${connector.service_type ?? ''}".`,
    {
      next: 'Change the service type, or let another service sync this connector.',
    },
  )
}

/** Does the work of a job: copies documents, or who may see them. */
export const runClaim = async (
  parts: WorkerParts,
  claim: Claim,
  given: Pick<Running, 'written' | 'signal' | 'onCheckpoint'>,
): Promise<Ending> => {
  const { definition, source } = await inSpan(parts.span, { name: 'open source' }, async () => {
    const found = await definitionOf(parts, claim.connector)
    // The connector's configuration as it is now, not the job's copy: a password corrected since counts.
    const source = await openSource(
      found,
      configurationValues(claim.connector.configuration),
      parts.addressRules,
    )
    return { definition: found, source }
  })
  const work = claim.job.job_type === 'access_control' ? copyIdentities : copyContent
  try {
    return await work(parts, claim, { definition, source, ...given })
  } finally {
    await source.close()
  }
}
