import * as vscode from 'vscode'
import { rangeOf } from './ranges.ts'
import { loadLibrary, requestFileOf } from './request-document.ts'
import { clusterOf, type RequestServices } from './request-services.ts'
import type { RequestState } from './request-states.ts'

const { l10n } = vscode

/** Bodies are read when a request runs; until then, one that every operation would take. */
const sample = { scheduling: { full: {} }, error: null, is_native: false }

/** What came of the last run, in a few words. */
const outcome = ({ status, milliseconds, bytes, took }: Extract<RequestState, { running: false }>): string =>
  [
    `$(${status < 400 ? 'check' : 'error'}) ${status}`,
    `${milliseconds.toLocaleString('en')} ms`,
    ...(took === undefined ? [] : [l10n.t('took {0}', took.toLocaleString('en'))]),
    l10n.t('{0} bytes', bytes.toLocaleString('en')),
  ].join(' · ')

/** What can be done with each request, above it; it names the cluster, and whether that one is guarded. */
export const lenses = ({ connections, states }: RequestServices): vscode.CodeLensProvider => ({
  onDidChangeCodeLenses: (listen, self, disposables) =>
    vscode.Disposable.from(
      connections.onDidChange(listen, self, disposables),
      states.onDidChange(listen, self, disposables),
    ),
  async provideCodeLenses(document) {
    const [{ operationsForRequest }, file] = await Promise.all([loadLibrary(), requestFileOf(document)])
    const { requests } = file
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
      const state = states.get(document.uri, file, request)
      if (state?.running === true)
        return [
          new vscode.CodeLens(range, { title: `$(sync~spin) ${l10n.t('running')}`, command: '' }),
          lens(l10n.t('Stop'), 'patchbay.request.stop'),
        ]
      return [
        lens(`$(play) ${where}`, 'patchbay.request.run'),
        ...(at === 0 && !isLast ? [lens(l10n.t('Run all'), 'patchbay.request.runAll')] : []),
        ...(at > 0 && !isLast ? [lens(l10n.t('Run from here'), 'patchbay.request.runFrom')] : []),
        ...(hasOperation ? [lens(l10n.t('Run as operation'), 'patchbay.request.runAsOperation')] : []),
        lens(l10n.t('Copy as …'), 'patchbay.request.copyAs'),
        ...(state === undefined ? [] : [new vscode.CodeLens(range, { title: outcome(state), command: '' })]),
      ]
    })
  },
})
