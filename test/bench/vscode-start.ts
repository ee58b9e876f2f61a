import { execFile } from 'node:child_process'
import { createRequire } from 'node:module'
import { resolve } from 'node:path'
import { promisify } from 'node:util'
import type * as coreEntry from '../../vscode-extension/src/core-entry.ts'
import { openLocalTeam } from '../team/open-local-team.ts'
import { teamPassword } from '../team/open-team.ts'
import type { Figure } from './figure.ts'
import { fillConnectors } from './fill-connectors.ts'

const starts = 40
const looks = 15
const connectors = 10_000
const dist = resolve('vscode-extension/dist')

/**
 * Loads and activates the bundle in a process of its own, as a start of the editor does. The editor's side is a stand-in
 * that answers everything with itself, so only our own time counts: not that of the editor.
 */
const probe = `
const standIn = new Proxy(function () {}, {
  get: (_, name) => name === 'then' ? undefined : name === Symbol.toPrimitive ? () => '' : standIn,
  apply: () => standIn,
  construct: () => standIn,
})
// The bundle copies what a module has of its own, and looks up the rest in its prototype.
const editor = Object.create(standIn)
const module_ = require('node:module')
const load = module_._load
module_._load = (name, ...rest) => name === 'vscode' ? new Proxy(editor, { getPrototypeOf: () => standIn }) : load(name, ...rest)
const memory = { get: (_, otherwise) => otherwise, update: () => Promise.resolve() }
const context = { subscriptions: [], secrets: standIn, globalState: memory, workspaceState: memory, extensionUri: standIn, globalStorageUri: standIn, extensionPath: '.' }
const begun = performance.now()
require(process.argv[1]).activate(context)
process.stdout.write(String(performance.now() - begun))
`

const run = promisify(execFile)

const at = (times: readonly number[], share: number): number => {
  const sorted = times.toSorted((a, b) => a - b)
  return Math.round((sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0) * 10) / 10
}

/** How long our part of the editor's start takes, and the first look at very many connectors. */
export const starting = async (): Promise<Figure[]> => {
  const activations: number[] = []
  for (let round = 0; round < starts; round += 1) {
    const { stdout } = await run(process.execPath, ['-e', probe, `${dist}/extension.cjs`])
    activations.push(Number(stdout))
  }
  const begun = performance.now()
  const core = createRequire(import.meta.url)(`${dist}/core.cjs`) as typeof coreEntry
  const loadMs = Math.round(performance.now() - begun)
  const { team, close } = await openLocalTeam()
  try {
    await fillConnectors(team, connectors)
    // The cluster has been running for a while; the editor has not.
    await team.core.run(team.ada, 'connector.list', { limit: 100 })
    const auth = { kind: 'basic', username: 'ada', password: new core.Secret(teamPassword) } as const
    const times: number[] = []
    let shown = 0
    for (let look = 0; look < looks; look += 1) {
      const started = performance.now()
      // A look of its own: signed in anew, as the first one is.
      const session = await core.openSession('bench', core.connect({ url: team.url, auth }))
      const ground = { core: core.createCore(), session }
      const [page] = await Promise.all([core.readConnectors(ground, { limit: 100 }), core.readRuns(ground)])
      times.push(performance.now() - started)
      shown = page.items.length
    }
    return [
      {
        figure: 'vscode.activate-p95-ms',
        value: at(activations, 0.95),
        unit: 'ms, without the editor',
        beside: { medianMs: at(activations, 0.5), starts },
      },
      {
        figure: 'vscode.first-tree-ms',
        value: Math.round(times[0] ?? Number.NaN),
        unit: 'ms from signing in to the rows, at the first look',
        beside: { laterMedianMs: at(times.slice(1), 0.5), loadCoreMs: loadMs, shown, connectors },
      },
    ]
  } finally {
    await close()
  }
}
