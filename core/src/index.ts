export { linkedSession } from './actors/linked-session.ts'
export { createCore } from './create-core.ts'
export type { Clock, Cluster, Deps, Ids, Session } from './deps.ts'
export { connect, type Connection, type Credentials, type Intercept } from './elasticsearch/connect.ts'
export {
  type KnownCluster,
  localClusterName,
  openCluster,
  openSession,
} from './elasticsearch/open-session.ts'
export { authorityOf } from './elasticsearch/pinned-connection.ts'
export { readStream } from './elasticsearch/read-stream.ts'
export { type StateStore, stateStore, type Stored } from './elasticsearch/state-store.ts'
export { ElasticsearchError, type ErrorCode, hasStatus, isPatchbayError, PatchbayError } from './errors.ts'
export type { Look } from './executor/look-at-runs.ts'
export { type Executor, type ExecutorOptions, startExecutor } from './executor/start-executor.ts'
export type { Answer, Runner, RunOptions } from './operations/create-runner.ts'
export type { OperationSummary } from './operations/define-operation.ts'
export type { Outcome, StepProgress } from './operations/runs.ts'
export type { Actor } from './protocol/actor.ts'
export type { Decision } from './protocol/decision.ts'
export { type LinkClaim, readLinkCode, signLinkCode } from './protocol/link-code.ts'
export type { Plan, PlanChange } from './protocol/plan.ts'
export { type PolicyRule, policyRuleSchema, type Risk } from './protocol/policy.ts'
export { type RecentRequest, recentRequests } from './run-log/recent-requests.ts'
export { Secret } from './secrets/secret.ts'
export { systemClock, systemIds } from './system-deps.ts'
