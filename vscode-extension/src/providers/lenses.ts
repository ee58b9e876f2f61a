import * as vscode from 'vscode'
import { rangeOf } from './ranges.ts'
import { loadLibrary, requestFileOf } from './request-document.ts'
import { clusterOf, type RequestServices } from './request-services.ts'

const { l10n } = vscode

/** Bodies are read when a request runs; until then, one that every operation would take. */
const sample = { scheduling: { full: {} }, error: null, is_native: false }

/** What can be done with each request, above it; it names the cluster, and whether that one is guarded. */
export const lenses = ({ connections }: RequestServices): vscode.CodeLensProvider => ({
  onDidChangeCodeLenses: connections.onDidChange,
  async provideCodeLenses(document) {
    const [{ operationsForRequest }, { requests }] = await Promise.all([
      loadLibrary(),
      requestFileOf(document),
    ])
    const guardedOnes = new Set(
      connections.list().flatMap(({ name, guarded }) => (guarded === true ? [name] : [])),
    )
    return requests.flatMap((request, at) => {
      const range = rangeOf(document, request.methodSpan)
      const cluster = clusterOf(connections, request)
      const where =
        cluster === undefined
          ? l10n.t('Run on …')
          : guardedOnes.has(cluster)
            ? l10n.t('Run on {0} (guarded)', cluster)
            : l10n.t('Run on {0}', cluster)
      const lens = (title: string, command: string): vscode.CodeLens =>
        new vscode.CodeLens(range, { title, command, arguments: [document.uri, at] })
      const hasOperation =
        operationsForRequest({ method: request.method, path: request.target, body: sample }).length > 0
      const isLast = at === requests.length - 1
      return [
        lens(`$(play) ${where}`, 'patchbay.request.run'),
        ...(at === 0 && !isLast ? [lens(l10n.t('Run all'), 'patchbay.request.runAll')] : []),
        ...(at > 0 && !isLast ? [lens(l10n.t('Run from here'), 'patchbay.request.runFrom')] : []),
        ...(hasOperation ? [lens(l10n.t('Run as operation'), 'patchbay.request.runAsOperation')] : []),
        lens(l10n.t('Copy as …'), 'patchbay.request.copyAs'),
      ]
    })
  },
})
