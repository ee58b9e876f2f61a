import { execFile } from 'node:child_process'
import { resolve } from 'node:path'
import { promisify } from 'node:util'
import { z } from 'zod'
import { openLocalTeam } from '../team/open-local-team.ts'
import { teamPassword } from '../team/open-team.ts'
import type { Figure } from './figure.ts'
import { fillConnectors } from './fill-connectors.ts'

const starts = 40
const looks = 15
const connectors = 10_000
const dist = resolve('vscode-extension/dist')
const firstLook = resolve('test/bench/vscode-first-look.ts')
const lookSchema = z.object({
  loadMs: z.number(),
  lookMs: z.number(),
  cpuMs: z.number(),
  rows: z.number(),
  wholeMs: z.number(),
  wholeCpuMs: z.number(),
})
const startSchema = z.object({ ms: z.number(), cpuMs: z.number() })

/**
 * Loads and activates the bundle in a process of its own, as a start of the editor does. The editor's side is a stand-in
 * that answers everything with itself, so only our own time counts: not that of the editor.
 */
const probe = `
const standIn = new Proxy(function () {}, {
  get: (_, name) => name === 'then' ? undefined : name === Symbol.toPrimitive ? () => '' : standIn,
  set: () => true,
  apply: () => standIn,
  construct: () => standIn,
})
// The bundle copies what a module has of its own, and looks up the rest in its prototype.
const editor = Object.create(standIn)
const module_ = require('node:module')
const load = module_._load
module_._load = (name, ...rest) => name === 'vscode' ? new Proxy(editor, { getPrototypeOf: () => standIn }) : load(name, ...rest)
const memory = { get: (_, otherwise) => otherwise, update: () => Promise.resolve() }
const context = { subscriptions: [], secrets: standIn, globalState: memory, workspaceState: memory, extensionUri: standIn, globalStorageUri: standIn, extensionPath: '.', extension: standIn }
const cpu = process.threadCpuUsage()
const begun = performance.now()
require(process.argv[1]).activate(context)
const ms = performance.now() - begun
const { user, system } = process.threadCpuUsage(cpu)
process.stdout.write(JSON.stringify({ ms, cpuMs: (user + system) / 1000 }))
`

const run = promisify(execFile)

const at = (times: readonly number[], share: number): number => {
  const sorted = times.toSorted((a, b) => a - b)
  return Math.round((sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0) * 10) / 10
}

/** How long our part of the editor's start takes, and the first look at very many connectors. */
export const starting = async (): Promise<Figure[]> => {
  const activations: z.infer<typeof startSchema>[] = []
  for (let round = 0; round < starts; round += 1) {
    const { stdout } = await run(process.execPath, ['-e', probe, `${dist}/extension.cjs`])
    activations.push(startSchema.parse(JSON.parse(stdout)))
  }
  const { team, close } = await openLocalTeam()
  try {
    await fillConnectors(team, connectors)
    // The cluster has been running for a while; the editor has not.
    await team.core.run(team.ada, 'connector.list', { limit: 100 })
    const looked: z.infer<typeof lookSchema>[] = []
    for (let round = 0; round < looks; round += 1) {
      const { stdout } = await run(process.execPath, [firstLook, dist, team.url, 'ada', teamPassword])
      looked.push(lookSchema.parse(JSON.parse(stdout)))
    }
    const started = activations.map(({ ms }) => ms)
    const whole = looked.map(({ loadMs, lookMs }) => loadMs + lookMs)
    return [
      {
        figure: 'vscode.activate-p95-ms',
        value: at(started, 0.95),
        unit: 'ms, without the editor',
        beside: {
          medianMs: at(started, 0.5),
          // What its thread takes by itself, whatever else the machine does.
          cpuP95Ms: at(
            activations.map(({ cpuMs }) => cpuMs),
            0.95,
          ),
          starts,
        },
      },
      {
        figure: 'vscode.first-tree-ms',
        value: at(whole, 0.5),
        unit: 'ms from loading what lists connectors to the rows, median of first looks',
        beside: {
          loadMs: at(
            looked.map(({ loadMs }) => loadMs),
            0.5,
          ),
          lookMs: at(
            looked.map(({ lookMs }) => lookMs),
            0.5,
          ),
          cpuMs: at(
            looked.map(({ cpuMs }) => cpuMs),
            0.5,
          ),
          // Until what waits for a decision is known too, which needs all operations.
          withRequestsMs: at(
            looked.map(({ wholeMs }) => wholeMs),
            0.5,
          ),
          withRequestsCpuMs: at(
            looked.map(({ wholeCpuMs }) => wholeCpuMs),
            0.5,
          ),
          bestMs: at(whole, 0),
          worstMs: at(whole, 1),
          shown: looked[0]?.rows ?? 0,
          connectors,
        },
      },
    ]
  } finally {
    await close()
  }
}
