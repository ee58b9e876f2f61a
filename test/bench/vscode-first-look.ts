// One first look at a cluster as the extension does it, in a process of its own; writes how long it took, as JSON.
// usage: vscode-first-look.ts BUNDLE URL USER PASSWORD
import { resolve } from 'node:path'
import type * as coreEntry from '../../vscode-extension/src/core-entry.ts'

const [bundle = '', url = '', username = '', password = ''] = process.argv.slice(2)
const cpu = process.threadCpuUsage()
const begun = performance.now()
const core = (await import(resolve(bundle))) as typeof coreEntry
const loaded = performance.now()
const auth = { kind: 'basic', username, password: new core.Secret(password) } as const
const session = await core.openCluster({ name: 'bench' }, core.connect({ url, auth }))
const ground = { core: core.createCore(), session }
const [page] = await Promise.all([core.readConnectors(ground, { limit: 100 }), core.readRuns(ground)])
const shown = performance.now()
const { user, system } = process.threadCpuUsage(cpu)
process.stdout.write(
  JSON.stringify({
    loadMs: loaded - begun,
    lookMs: shown - loaded,
    cpuMs: (user + system) / 1000,
    rows: page.items.length,
  }),
)
await session.es.close()
