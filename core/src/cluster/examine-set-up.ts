import { z } from 'zod'
import { isAtLeast } from '../protocol/cluster-version.ts'
import { type Examine, ok, problem, warning } from './diagnosis.ts'
import { patchbayIndices } from './patchbay-indices.ts'
import { stampPipelineId } from '../protocol/patchbay-indices.ts'

export const examineVersion: Examine = async ({ cluster: { version, local } }) => {
  const found = `Elasticsearch ${version}${local ? ' (local)' : ''}`
  if (isAtLeast(version, 8, 12) && !isAtLeast(version, 10)) return [ok('version', found)]
  const older = !isAtLeast(version, 8, 12)
  return [
    warning(
      'version',
      `${found}, which Patchbay is not tried with`,
      older ? 'Upgrade to 8.17 or later.' : 'Look for a newer Patchbay.',
    ),
  ]
}

const licenceSchema = z.object({
  license: z.object({
    type: z.string(),
    status: z.string(),
    expiry_date_in_millis: z.number().optional(),
  }),
})
const day = 86_400_000

export const examineLicence: Examine = async ({ es }, { clock }) => {
  const { license } = licenceSchema.parse(await es.license.get())
  const found = `${license.type}, ${license.status}`
  if (license.status !== 'active')
    return [problem('licence', found, 'Renew it in Kibana, or by `POST /_license`.')]
  const days = ((license.expiry_date_in_millis ?? Infinity) - clock.now().getTime()) / day
  return days < 30
    ? [warning('licence', `${found}, ends in ${Math.floor(days)} days`, 'Renew it in time.')]
    : [ok('licence', found)]
}

export const setUpAgain = 'An administrator runs `patchbay cluster setup`; it puts right what differs.'
const settingsSchema = z.record(
  z.string(),
  z.object({
    settings: z.object({ index: z.object({ final_pipeline: z.string().optional() }).optional() }).optional(),
  }),
)

/** Whether the indices are there, and those with a guard still have it. */
export const examineSetUp: Examine = async ({ es }) => {
  const names = patchbayIndices.map(({ name }) => name)
  const there = settingsSchema.parse(
    await es.indices.getSettings({ index: names, ignore_unavailable: true, allow_no_indices: true }),
  )
  const missing = names.filter((name) => there[name] === undefined)
  const unguarded = patchbayIndices.filter(
    ({ name, finalPipeline }) =>
      there[name] !== undefined && there[name].settings?.index?.final_pipeline !== finalPipeline,
  )
  return [
    missing.length === 0
      ? ok('indices', names.join(', '))
      : problem('indices', `${missing.join(', ')} missing`, setUpAgain),
    ...unguarded.map(({ name }) =>
      problem(
        'stamps',
        `${name} does not go through ${stampPipelineId}: who writes is not stamped`,
        setUpAgain,
      ),
    ),
  ]
}
