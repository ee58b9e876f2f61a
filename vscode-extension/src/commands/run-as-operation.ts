import * as vscode from 'vscode'
import { loadCore } from '../load-core.ts'
import { loadLibrary, requestFileOf } from '../providers/request-document.ts'
import type { RequestServices } from '../providers/request-services.ts'
import { showError } from '../views/show-error.ts'
import { prepare } from './prepare.ts'
import { documentOf, requestsToRun } from './requests-to-run.ts'
import { pickCluster } from './pick-cluster.ts'
import { runOperation } from './run-operation.ts'

const { l10n } = vscode

type Library = Awaited<ReturnType<typeof loadLibrary>>
type AsOperation = ReturnType<Library['operationsForRequest']>[number]

/** Passwords are secrets from here on: they are in no plan and no log. */
const withSecrets = async (input: AsOperation['input']): Promise<Record<string, unknown>> => {
  const { values } = input
  if (typeof values !== 'object' || values === null) return { ...input }
  const { isSensitive, Secret } = await loadCore()
  return {
    ...input,
    values: Object.fromEntries(
      Object.entries(values).map(([key, value]: [string, unknown]) => [
        key,
        typeof value === 'string' && value !== '' && isSensitive(key, undefined) ? new Secret(value) : value,
      ]),
    ),
  }
}

/** Runs operations on a cluster, one after another, each with its plan. */
export const runOperations = async (
  services: RequestServices,
  cluster: string,
  operations: readonly AsOperation[],
): Promise<void> => {
  for (const { operation, input } of operations)
    await runOperation(services, operation, { cluster, input: await withSecrets(input) })
}

/** Runs what a request would change as the operation that does it: with plan, privileges, approval and run log. */
export const runAsOperation = async (
  services: RequestServices,
  uri?: vscode.Uri,
  number?: number,
): Promise<void> => {
  try {
    const document = await documentOf(uri)
    const file = await requestFileOf(document)
    const [request] = requestsToRun(document, file, number)
    const prepared = await prepare(services.variables, document, { file, request })
    const { operationsForPrepared } = await loadLibrary()
    const operations = operationsForPrepared(prepared)
    if (operations.length === 0) throw new Error(l10n.t('No operation does what this request does.'))
    await runOperations(services, await pickCluster(services, request.cluster), operations)
  } catch (error) {
    await showError(error, services.log)
  }
}
