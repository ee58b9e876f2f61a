import { join } from 'node:path'
import * as vscode from 'vscode'
import { loadCore } from '../load-core.ts'
import { readClusters, writeClusters } from './cluster.ts'
import type { Connections } from './connections.ts'
import { OneProgram } from './one-program.ts'
import { Told } from '../told.ts'

/** The name of the cluster that the extension starts by itself. */
export const localCluster = 'local'
/** Beside its password: the key of its worker, and those of the self-managed connectors that the worker syncs. */
const workerSecret = 'local-worker'
const keysSecret = 'local-connector-keys'

const { l10n } = vscode

/** Elasticsearch on this machine with a worker beside it, and nothing installed: a process that ends with the editor. */
export class LocalElasticsearch implements vscode.Disposable {
  readonly #connections: Connections
  readonly #context: vscode.ExtensionContext
  readonly #program = new OneProgram()
  #starting: Promise<void> | undefined

  constructor(context: vscode.ExtensionContext, connections: Connections) {
    this.#context = context
    this.#connections = connections
  }

  /** Starts it where it is not running, signs in to it, and sets it up; a second click waits for the first. */
  start(): Promise<void> {
    this.#starting ??= this.#start().finally(() => {
      this.#starting = undefined
    })
    return this.#starting
  }

  async #start(): Promise<void> {
    if (this.#program.running) return
    const kept = await this.#connections.secretOf(localCluster)
    const { randomBytes } = await import('node:crypto')
    const others = readClusters().filter(({ name }) => name !== localCluster)
    const known = readClusters().find(({ name }) => name === localCluster)
    if (known !== undefined && this.#context.globalState.get('local') !== known.url) {
      throw new Told(l10n.t('Another cluster is called "local" already. Remove or rename it first.'))
    }
    const password = kept ?? randomBytes(18).toString('base64url')
    const url = await this.#spawn(password, known === undefined ? '0' : new URL(known.url).port)
    await this.#context.globalState.update('local', url)
    await this.#connections.storeSecret(localCluster, password)
    await writeClusters([
      ...others,
      known === undefined
        ? { name: localCluster, url, username: 'elastic', guarded: false }
        : { ...known, url },
    ])
    await this.#setUp()
    this.#connections.forget(localCluster)
  }

  /** Policy for one person, who can't approve what they ask for themselves; and a worker with a key of its own. */
  async #setUp(): Promise<void> {
    const { core, session } = await this.#connections.open(localCluster)
    let key = await this.#connections.secretOf(workerSecret)
    const set = key === undefined ? { service: 'worker' } : {}
    const answer = await core.run(session, 'cluster.setup', { policy: 'now', ...set })
    if (key === undefined) {
      const { secretOfService } = await loadCore()
      key = secretOfService(answer)
      await this.#connections.storeSecret(workerSecret, key)
    }
    this.#program.tell(JSON.stringify({ workerKey: key, connectorKeys: await this.#keys() }))
  }

  async #keys(): Promise<Record<string, string>> {
    const kept = await this.#connections.secretOf(keysSecret)
    return kept === undefined ? {} : (JSON.parse(kept) as Record<string, string>)
  }

  /** Gives the worker the key of a self-managed connector, now and after each start. */
  async keepKey(connector: string, key: string): Promise<void> {
    const connectorKeys = { ...(await this.#keys()), [connector]: key }
    await this.#connections.storeSecret(keysSecret, JSON.stringify(connectorKeys))
    this.#program.tell(JSON.stringify({ connectorKeys }))
  }

  async #spawn(password: string, port: string): Promise<string> {
    const data = vscode.Uri.joinPath(this.#context.globalStorageUri, 'elasticsearch')
    await vscode.workspace.fs.createDirectory(data)
    const { line, complaint } = await this.#program.start({
      path: join(this.#context.extensionPath, 'dist/local.mjs'),
      arguments: [data.fsPath, port],
      env: { ELASTIC_PASSWORD: password },
    })
    if (line === undefined) {
      const why = complaint === '' ? l10n.t('it ended without a word') : complaint
      throw new Told(l10n.t('Local Elasticsearch did not start: {0}', why))
    }
    const { url } = JSON.parse(line) as { url: string }
    return url
  }

  dispose(): void {
    this.#program.end()
  }
}
