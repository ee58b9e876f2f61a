import * as vscode from 'vscode'
import { authorityOf } from '../connection/open-cluster.ts'
import { loadCore } from '../load-core.ts'
import {
  type FileRequest,
  loadLibrary,
  type RequestFile,
  requestFileOf,
} from '../providers/request-document.ts'
import type { RequestServices } from '../providers/request-services.ts'
import { showError } from '../views/show-error.ts'
import { pickCluster } from './pick-cluster.ts'
import { type Prepared, prepare } from './prepare.ts'
import { requireTrust } from './require-trust.ts'
import { documentOf, requestsToRun } from './requests-to-run.ts'
import type { Exchange } from './responses.ts'
import { runOperations } from './run-as-operation.ts'
import { Told } from '../told.ts'

const { l10n } = vscode

type Go = 'send' | 'as-operation'

/** Asks before something is changed on a guarded cluster, and where the file says so. */
const askFirst = async (
  { name, guarded }: { name: string; guarded?: boolean },
  { request, prepared, hasOperation }: { request: FileRequest; prepared: Prepared; hasOperation: boolean },
): Promise<Go> => {
  const { changesSomething } = await loadLibrary()
  const changes = changesSomething(prepared)
  if (!request.confirm && !(changes && guarded === true)) return 'send'
  const send = l10n.t('Send')
  const asOperation = l10n.t('Run as operation')
  const detail = !changes
    ? l10n.t('The file says to ask first.')
    : hasOperation
      ? l10n.t(
          'It changes something. As an operation it shows its plan first, asks for approval where {0} wants one, and is written down. Sent as it stands, it does none of that.',
          name,
        )
      : l10n.t('It changes something, and is sent as it stands: without plan or approval.')
  const answer = await vscode.window.showWarningMessage(
    l10n.t('{0} {1} on {2}?', prepared.method, prepared.path, name),
    { modal: true, detail },
    ...(hasOperation ? [asOperation, send] : [send]),
  )
  if (answer === undefined) throw new vscode.CancellationError()
  return answer === asOperation ? 'as-operation' : 'send'
}

type Core = Awaited<ReturnType<typeof loadCore>>

interface Way {
  deliver: (signal: AbortSignal) => ReturnType<Core['send']>
  /** Ends what the request began, once nobody waits for it any more. */
  cancel?: () => ReturnType<Core['cancelTasks']>
}

/** How a request reaches its cluster, or the Kibana beside it. */
const wayTo = async ({ connections }: RequestServices, cluster: string, prepared: Prepared): Promise<Way> => {
  const { send, cancelTasks, loadKibana } = await loadCore()
  const { way, settings } = await connections.open(cluster)
  if (prepared.service === 'elasticsearch') {
    const mark = `patchbay-${crypto.randomUUID()}`
    return {
      deliver: (signal) => send(way, { ...prepared, mark }, signal),
      cancel: () => cancelTasks(way, mark),
    }
  }
  const { kibanaUrl, username, caFingerprint } = settings
  if (kibanaUrl === undefined)
    throw new Error(
      l10n.t('kbn: requests go to Kibana. Set "kibanaUrl" of {0} in the setting patchbay.clusters.', cluster),
    )
  const secret = (await connections.secretOf(cluster)) ?? ''
  const authorization =
    username === undefined
      ? `ApiKey ${secret}`
      : `Basic ${Buffer.from(`${username}:${secret}`).toString('base64')}`
  const ca = await authorityOf(settings)
  const { sendToKibana } = await loadKibana()
  return {
    deliver: (signal) => sendToKibana({ url: kibanaUrl, authorization, ca, caFingerprint }, prepared, signal),
  }
}

/** Somebody stopped a request: what it began ends too. Where that can't be seen, and it may matter, it is said. */
const stopped = async (services: RequestServices, prepared: Prepared, { cancel }: Way): Promise<Error> => {
  const ended = await cancel?.()
  if (ended === undefined) return new vscode.CancellationError()
  const { method, path } = prepared
  services.log.info(
    `${method} ${path.split('?')[0] ?? ''} stopped: ${'why' in ended ? ended.why : ended.state}`,
  )
  const { changesSomething } = await loadLibrary()
  return ended.state === 'unknown' && changesSomething(prepared)
    ? new Told(
        l10n.t(
          "{0} {1}: nobody waits for it any more, but Elasticsearch may go on with it. Its tasks can't be canceled: {2}",
          method,
          path,
          ended.why,
        ),
      )
    : new vscode.CancellationError()
}

/** How long Elasticsearch says it took; what says so begins with it. */
const tookIn = (body: string): number | undefined => {
  const took = /^\s*\{\s*"took"\s*:\s*(\d+)/.exec(body.slice(0, 100))?.[1]
  return took === undefined ? undefined : Number(took)
}

/** Sends one request; undefined if an operation did it instead. */
const sendOne = async (
  services: RequestServices,
  document: vscode.TextDocument,
  { file, request }: { file: RequestFile; request: FileRequest },
): Promise<Exchange | undefined> => {
  const prepared = await prepare(services.variables, document, { file, request })
  const cluster = await pickCluster(services, request.cluster)
  const settings = services.connections.find(cluster) ?? { name: cluster }
  const operations = (await loadLibrary()).operationsForPrepared(prepared)
  const go = await askFirst(settings, { request, prepared, hasOperation: operations.length > 0 })
  if (go === 'as-operation') {
    await runOperations(services, cluster, operations)
    return undefined
  }
  const way = await wayTo(services, cluster, prepared)
  // The connection closes with it, by which Elasticsearch cancels searches; its other tasks are canceled by name.
  const controller = new AbortController()
  const here = { file, request }
  services.states.set(document.uri, here, { running: true, stop: () => controller.abort() })
  const sending = vscode.window.withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      title: `${prepared.method} ${prepared.path} · ${cluster}`,
      cancellable: true,
    },
    (_progress, token) => {
      token.onCancellationRequested(() => controller.abort())
      return way.deliver(controller.signal).catch(async (error: unknown) => {
        throw controller.signal.aborted ? await stopped(services, prepared, way) : error
      })
    },
  )
  const sent = await sending.then(undefined, (error: unknown) => {
    services.states.set(document.uri, here, undefined)
    throw error
  })
  services.states.set(document.uri, here, {
    running: false,
    status: sent.status,
    milliseconds: sent.milliseconds,
    bytes: Buffer.byteLength(sent.body),
    took: tookIn(sent.body),
  })
  if (request.name !== undefined)
    services.variables.keepResponse(document, request.name, {
      status: sent.status,
      headers: sent.headers,
      body: sent.body,
    })
  services.log.info(`${prepared.method} ${prepared.path.split('?')[0] ?? ''} ${sent.status}`)
  await services.history.add(
    { file, request, cluster },
    { status: sent.status, milliseconds: sent.milliseconds },
  )
  const at = `${document.uri.toString()}#${request.methodSpan.start}`
  return { cluster, at, method: prepared.method, path: prepared.path, ...sent }
}

const trusted = async (services: RequestServices, work: () => Promise<void>): Promise<void> => {
  try {
    requireTrust()
    await work()
  } catch (error) {
    await showError(error, services.log)
  }
}

/** Sends requests one after another and shows what came back, also when one in the middle can't be sent. */
const sendAll = async (
  services: RequestServices,
  document: vscode.TextDocument,
  { file, requests }: { file: RequestFile; requests: readonly FileRequest[] },
): Promise<void> => {
  const stops: unknown = vscode.workspace.getConfiguration('patchbay', document.uri).get('stopOnError')
  const exchanges: Exchange[] = []
  try {
    for (const request of requests) {
      const exchange = await sendOne(services, document, { file, request })
      if (exchange === undefined) continue
      exchanges.push(exchange)
      if (exchange.status >= 400 && stops === true) break
    }
  } finally {
    if (exchanges.length > 0) await services.responses.show(exchanges)
  }
}

/** Sends the request at a number, those of the selection, or the one under the cursor. */
export const runRequest = (services: RequestServices, uri?: vscode.Uri, number?: number): Promise<void> =>
  trusted(services, async () => {
    const document = await documentOf(uri)
    const file = await requestFileOf(document)
    const requests = requestsToRun(document, file, number)
    services.responses.again = () => runRequest(services, document.uri, file.requests.indexOf(requests[0]))
    await sendAll(services, document, { file, requests })
  })

/** Runs a file's requests, from a number on; the first that can't be sent ends it. */
export const runFrom = (services: RequestServices, uri?: vscode.Uri, number?: number): Promise<void> =>
  trusted(services, async () => {
    const document = await documentOf(uri)
    const file = await requestFileOf(document)
    const first = number ?? file.requests.indexOf(requestsToRun(document, file)[0])
    services.responses.again = () => runFrom(services, document.uri, first)
    await sendAll(services, document, { file, requests: file.requests.slice(first) })
  })

/** Stops the request at a number, or the one under the cursor. */
export const stopRequest = (services: RequestServices, uri?: vscode.Uri, number?: number): Promise<void> =>
  trusted(services, async () => {
    const document = await documentOf(uri)
    const file = await requestFileOf(document)
    for (const request of requestsToRun(document, file, number)) {
      const state = services.states.get(document.uri, file, request)
      if (state?.running === true) state.stop()
    }
  })

/** Runs the last one again. */
export const runAgain = (services: RequestServices): Promise<void> =>
  trusted(services, async () => {
    if (services.responses.again === undefined) throw new Error(l10n.t('Nothing has run in this window yet.'))
    await services.responses.again()
  })
