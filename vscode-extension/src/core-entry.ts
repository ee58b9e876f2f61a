/**
 * What the extension needs of the core: bundled as a file of its own, which is loaded when something first asks for a
 * cluster. Activation never waits for it.
 */
export { createCore, isPatchbayError, Secret, systemClock, systemIds } from '@patchbay/core'
export type { Answer, OperationSummary, Runner, Session, StepProgress } from '@patchbay/core'
export {
  fieldsOf,
  isSensitive,
  liveStepWords,
  listColumns,
  positionalField,
  renderPlan,
  renderValue,
  secretsIn,
  wordsOf,
} from '@patchbay/core/words'
export type { Field } from '@patchbay/core/words'
export { secretOfService } from './connection/secret-of-service.ts'
export { readState, schemaName } from './connector-document/connector-state.ts'
export { documentSchemaOf } from './connector-document/document-schema.ts'
export { placeOf, readText, textOf } from './connector-document/document-text.ts'
export { planSave } from './connector-document/plan-save.ts'
export { conflicts, planChanges } from './connector-document/plan-changes.ts'
export { examineConnection } from './connection/examine-connection.ts'
export { makeOwnKey } from './connection/make-own-key.ts'
export { firstSync } from './first-sync.ts'
export { callTool } from './tools/call-tool.ts'
export { readNames } from './connection/read-names.ts'
export { cancelTasks } from './connection/cancel-tasks.ts'
export { requestWay } from './connection/request-way.ts'
export { send } from './connection/send.ts'
export { readTyped } from './commands/read-typed.ts'
export { idOfConnector, readConfiguration, readIndices, readJobs, serviceTypeNames } from './read-choices.ts'
export { sayCron } from './say-cron.ts'
export { speak } from './speak.ts'
export { readParts } from './tree/connector-parts.ts'
export { readHealth } from './tree/read-health.ts'
export { readRuns } from './tree/read-runs.ts'
export { answerLines, errorLines, noneWords, planLines, type RunView, runView } from './views/lines.ts'

/** The way to Kibana, loaded when a request first goes there. */
export const loadKibana = () => import('./connection/send-kibana.ts')
