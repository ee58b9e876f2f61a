// One first look at a cluster as the extension does it, in a process of its own; writes how long it took, as JSON.
// usage: vscode-first-look.ts DIST URL USER PASSWORD
import { resolve } from 'node:path'
import type * as coreEntry from '../../vscode-extension/src/core-entry.ts'
import type * as lookEntry from '../../vscode-extension/src/look-entry.ts'

const [dist = '', url = '', username = '', password = ''] = process.argv.slice(2)
const cpu = process.threadCpuUsage()
const cpuMs = (): number => {
  const { user, system } = process.threadCpuUsage(cpu)
  return (user + system) / 1000
}
const begun = performance.now()
const look = (await import(resolve(dist, 'look.mjs'))) as typeof lookEntry
const loaded = performance.now()
const session = await look.openCluster(
  { name: 'bench' },
  look.connect(look.connectionOf({ url, username }, password)),
)
const { items } = await look.readConnectors({ core: look.createLister(), session }, { limit: 100 })
const shown = performance.now()
const shownCpuMs = cpuMs()
// What waits for a decision comes below the rows, once all operations are there.
const core = (await import(resolve(dist, 'core.mjs'))) as typeof coreEntry
await core.readRuns({ core: core.createCore(), session })
process.stdout.write(
  JSON.stringify({
    loadMs: loaded - begun,
    lookMs: shown - loaded,
    cpuMs: shownCpuMs,
    rows: items.length,
    wholeMs: performance.now() - begun,
    wholeCpuMs: cpuMs(),
  }),
)
await session.es.close()
