import { disableAccess } from './access/disable-access.ts'
import { enableAccess } from './access/enable-access.ts'
import { listIdentities } from './access/list-identities.ts'
import { makeSearchKey } from './access/make-search-key.ts'
import { previewAccess } from './access/preview-access.ts'
import { linkActor } from './actors/link-actor.ts'
import { listActors } from './actors/list-actors.ts'
import { unlinkActor } from './actors/unlink-actor.ts'
import { whoAmI } from './actors/who-am-i.ts'
import { cleanUpApiKeys } from './api-keys/clean-up-api-keys.ts'
import { collectApiKey } from './api-keys/collect-api-key.ts'
import { endOrphans } from './api-keys/end-orphans.ts'
import { generateApiKey } from './api-keys/generate-api-key.ts'
import { listApiKeys } from './api-keys/list-api-keys.ts'
import { listOrphans } from './api-keys/list-orphans.ts'
import { rotateApiKey } from './api-keys/rotate-api-key.ts'
import { enableApiKey } from './api-keys/enable-api-key.ts'
import { rotateDueKeys } from './api-keys/rotate-due-keys.ts'
import { setKeyIds } from './api-keys/set-key-ids.ts'
import { deleteSecret } from './api-keys/delete-secret.ts'
import { putSecret } from './api-keys/put-secret.ts'
import { abandonApproval } from './approvals/abandon-approval.ts'
import { decideApproval } from './approvals/decide-approval.ts'
import { executeApproval } from './approvals/execute-approval.ts'
import { getApproval } from './approvals/get-approval.ts'
import { listApprovals } from './approvals/list-approvals.ts'
import { resumeApproval } from './approvals/resume-approval.ts'
import { startApproval } from './approvals/start-approval.ts'
import { withdrawApproval } from './approvals/withdraw-approval.ts'
import { listAudit } from './audit/list-audit.ts'
import { verifyAudit } from './audit/verify-audit.ts'
import { checkPolicy } from './cluster/check-policy.ts'
import { checkPrivilege } from './cluster/check-privilege.ts'
import { examineCluster } from './cluster/examine-cluster.ts'
import { explainPrivilege } from './cluster/explain-privilege.ts'
import { getPolicy } from './cluster/get-policy.ts'
import { listWorkers } from './cluster/list-workers.ts'
import { showRole } from './cluster/show-role.ts'
import { setPolicy } from './cluster/set-policy.ts'
import { setupCluster } from './cluster/setup-cluster.ts'
import { applyConnectors } from './connectors/apply-connectors.ts'
import { attachIndex } from './connectors/attach-index.ts'
import { checkHealth } from './connectors/check-health.ts'
import { clearError } from './connectors/clear-error.ts'
import { configureConnector } from './connectors/configure-connector.ts'
import { convertConnector } from './connectors/convert-connector.ts'
import { createConnector } from './connectors/create-connector.ts'
import { customizePipeline } from './connectors/customize-pipeline.ts'
import { deleteConnector } from './connectors/delete-connector.ts'
import { deleteConnectors } from './connectors/delete-connectors.ts'
import { detachIndex } from './connectors/detach-index.ts'
import { duplicateConnector } from './connectors/duplicate-connector.ts'
import { exportConnectors } from './connectors/export-connectors.ts'
import { getConnector } from './connectors/get-connector.ts'
import { listConnectors } from './connectors/list-connectors.ts'
import { listSources } from './connectors/list-sources.ts'
import { showDefaultPipeline } from './connectors/show-default-pipeline.ts'
import { showDeployment } from './connectors/show-deployment.ts'
import { showSource } from './connectors/show-source.ts'
import { listProblems } from './connectors/list-problems.ts'
import { renameConnector } from './connectors/rename-connector.ts'
import { scheduleConnector } from './connectors/schedule-connector.ts'
import { setDefaultPipeline } from './connectors/set-default-pipeline.ts'
import { setFeatures } from './connectors/set-features.ts'
import { setFields } from './connectors/set-fields.ts'
import { setPipeline } from './connectors/set-pipeline.ts'
import { setServiceType } from './connectors/set-service-type.ts'
import { staggerConnectors } from './connectors/stagger-connectors.ts'
import { testConnector } from './connectors/test-connector.ts'
import { cleanIndex } from './indices/clean-index.ts'
import { createIndex } from './indices/create-index.ts'
import { deleteIndex } from './indices/delete-index.ts'
import { listIndices } from './indices/list-indices.ts'
import { searchIndex } from './indices/search-index.ts'
import { showMappings } from './indices/show-mappings.ts'
import { cancelAllSyncs } from './sync-jobs/cancel-all-syncs.ts'
import { cancelSync } from './sync-jobs/cancel-sync.ts'
import { confirmDeletes } from './sync-jobs/confirm-deletes.ts'
import { deleteSyncJob } from './sync-jobs/delete-sync-job.ts'
import { getSyncJob } from './sync-jobs/get-sync-job.ts'
import { planMigration } from './migration/plan-migration.ts'
import { listNotices } from './notices/list-notices.ts'
import { subscribeNotices } from './notices/subscribe-notices.ts'
import { unsubscribeNotices } from './notices/unsubscribe-notices.ts'
import { runMigration } from './migration/run-migration.ts'
import { verifyMigration } from './migration/verify-migration.ts'
import { listSyncJobs } from './sync-jobs/list-sync-jobs.ts'
import { recentSyncs } from './sync-jobs/recent-syncs.ts'
import { showSyncStats } from './sync-jobs/show-sync-stats.ts'
import { startSync } from './sync-jobs/start-sync.ts'
import { watchSync } from './sync-jobs/watch-sync.ts'
import { activateRules } from './sync-rules/activate-rules.ts'
import { discardRules } from './sync-rules/discard-rules.ts'
import { addRule } from './sync-rules/add-rule.ts'
import { editRule } from './sync-rules/edit-rule.ts'
import { moveRule } from './sync-rules/move-rule.ts'
import { removeRule } from './sync-rules/remove-rule.ts'
import { draftRules } from './sync-rules/draft-rules.ts'
import { getRules } from './sync-rules/get-rules.ts'
import { validateRules } from './sync-rules/validate-rules.ts'
import type { AnyOperation } from './operations/define-operation.ts'

/** Every operation. Adding one here adds it to the CLI, to Slack's help and to the language-model tools. */
export const catalogue: readonly AnyOperation[] = [
  listConnectors,
  getConnector,
  createConnector,
  duplicateConnector,
  renameConnector,
  configureConnector,
  scheduleConnector,
  staggerConnectors,
  attachIndex,
  detachIndex,
  setPipeline,
  customizePipeline,
  showDefaultPipeline,
  setDefaultPipeline,
  setFeatures,
  setServiceType,
  setFields,
  testConnector,
  showDeployment,
  checkHealth,
  listProblems,
  clearError,
  exportConnectors,
  applyConnectors,
  convertConnector,
  deleteConnector,
  deleteConnectors,
  listSyncJobs,
  getSyncJob,
  startSync,
  cancelSync,
  cancelAllSyncs,
  confirmDeletes,
  watchSync,
  showSyncStats,
  recentSyncs,
  deleteSyncJob,
  getRules,
  draftRules,
  addRule,
  editRule,
  moveRule,
  removeRule,
  validateRules,
  activateRules,
  discardRules,
  listIdentities,
  previewAccess,
  makeSearchKey,
  enableAccess,
  disableAccess,
  listIndices,
  createIndex,
  searchIndex,
  showMappings,
  cleanIndex,
  deleteIndex,
  listApiKeys,
  generateApiKey,
  rotateApiKey,
  collectApiKey,
  rotateDueKeys,
  enableApiKey,
  setKeyIds,
  cleanUpApiKeys,
  listOrphans,
  endOrphans,
  putSecret,
  deleteSecret,
  listSources,
  showSource,
  planMigration,
  runMigration,
  verifyMigration,
  listApprovals,
  getApproval,
  decideApproval,
  withdrawApproval,
  executeApproval,
  resumeApproval,
  startApproval,
  abandonApproval,
  listAudit,
  verifyAudit,
  getPolicy,
  setPolicy,
  checkPolicy,
  checkPrivilege,
  explainPrivilege,
  showRole,
  listWorkers,
  examineCluster,
  setupCluster,
  whoAmI,
  listActors,
  linkActor,
  unlinkActor,
  listNotices,
  subscribeNotices,
  unsubscribeNotices,
]
