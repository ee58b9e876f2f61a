import { BuildFailure, buildingParser, objectParser, optional, required } from '../xcontent/object-parser.ts'
import { boolean, string } from '../xcontent/values.ts'
import { mergeIntoConnector } from './connector-document.ts'
import { cronFault } from './cron-fault.ts'
import { putPart } from './put-part.ts'

const schedule = buildingParser({
  name: 'schedule_config',
  fields: { enabled: required(boolean), interval: required(string) },
  build: (fields) => {
    const fault = cronFault(fields.interval)
    if (fault === undefined) return fields
    throw new BuildFailure({
      type: 'illegal_argument_exception',
      reason: `invalid cron expression [${fields.interval}]`,
      caused_by: { type: 'illegal_argument_exception', reason: fault },
    })
  },
})

const scheduling = objectParser('connector_scheduling', {
  access_control: optional(schedule),
  full: optional(schedule),
  incremental: optional(schedule),
})

/** `PUT /_connector/{id}/_scheduling`: the schedules that were sent; the others stay. */
export const putConnectorScheduling = putPart(
  'scheduling',
  { scheduling: required(scheduling) },
  (context, id, part) => mergeIntoConnector(context, id, part),
  (part) => [
    // access_control alone is refused too: a slip of the genuine server that clients have to live with.
    part.scheduling.full === undefined &&
      part.scheduling.incremental === undefined &&
      '[scheduling] object needs to define at least one schedule type: [full | incremental | access_control]',
  ],
)
