import * as vscode from 'vscode'
import { type CoreModule, loadCore } from '../load-core.ts'
import { type LookModule, loadLook } from '../load-look.ts'
import { type ClusterSettings, readClusters } from './cluster.ts'
import { openCluster, openForRequests } from './open-cluster.ts'
import { storeSecret } from './store-secret.ts'
import { Told } from '../told.ts'

type Session = Awaited<ReturnType<LookModule['openCluster']>>
type RequestWay = ReturnType<CoreModule['requestWay']>
type Runner = ReturnType<CoreModule['createCore']>
type Lister = ReturnType<LookModule['createLister']>

/** A cluster, as the person who signed in: as much of it as a list of its connectors needs. */
export interface ReachedCluster {
  settings: ClusterSettings
  session: Session
  core: Lister
}

/** A way to one cluster for everything. */
export interface OpenCluster extends ReachedCluster {
  /** By which requests of files go. */
  way: RequestWay
  core: Runner
}

const secretKey = (cluster: string): string => `cluster:${cluster}`

/** What was made for a name before, or is made now; what failed is tried again the next time. */
const kept = <Value>(
  made: Map<string, Promise<Value>>,
  name: string,
  make: () => Promise<Value>,
): Promise<Value> => {
  const known = made.get(name)
  if (known !== undefined) return known
  const making = make()
  made.set(name, making)
  making.catch(() => {
    if (made.get(name) === making) made.delete(name)
  })
  return making
}

/** The editor keeps no secret for this cluster: it never had one here, or its secret storage lasts only for a session. */
export class NotSignedIn extends Told {}

/** The clusters of the settings, and sessions that are opened when something first needs them. */
export class Connections implements vscode.Disposable {
  readonly #reached = new Map<string, Promise<ReachedCluster>>()
  readonly #open = new Map<string, Promise<OpenCluster>>()
  readonly #changed = new vscode.EventEmitter<void>()
  readonly #disposables: vscode.Disposable[] = []
  readonly #secrets: vscode.SecretStorage
  /** Settings or credentials changed. */
  readonly onDidChange = this.#changed.event

  constructor(secrets: vscode.SecretStorage) {
    this.#secrets = secrets
    this.#disposables.push(
      this.#changed,
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('patchbay.clusters')) this.forget()
      }),
    )
  }

  list(): ClusterSettings[] {
    return readClusters()
  }

  find(name: string): ClusterSettings | undefined {
    return this.list().find((cluster) => cluster.name === name)
  }

  async secretOf(name: string): Promise<string | undefined> {
    return this.#secrets.get(secretKey(name))
  }

  async storeSecret(name: string, secret: string): Promise<void> {
    await storeSecret(this.#secrets, secretKey(name), { of: name, secret })
    this.forget(name)
  }

  async removeSecret(name: string): Promise<void> {
    await this.#secrets.delete(secretKey(name))
    this.forget(name)
  }

  /** Opens anew at the next need. */
  forget(name?: string): void {
    for (const made of [this.#reached, this.#open]) {
      if (name === undefined) made.clear()
      else made.delete(name)
    }
    this.#changed.fire()
  }

  /** Signs in to a cluster to look at it: nothing more of the core is loaded. */
  reach(name: string): Promise<ReachedCluster> {
    return kept(this.#reached, name, async () => {
      const { settings, secret } = await this.#signIn(name)
      const { createLister } = await loadLook()
      return { settings, session: await openCluster(settings, secret), core: createLister() }
    })
  }

  /** The same for everything else that one can do there. */
  open(name: string): Promise<OpenCluster> {
    return kept(this.#open, name, async () => {
      const reached = await this.reach(name)
      const { settings, secret } = await this.#signIn(name)
      const { createCore } = await loadCore()
      return { ...reached, way: await openForRequests(settings, secret), core: createCore() }
    })
  }

  async #signIn(name: string): Promise<{ settings: ClusterSettings; secret: string }> {
    const settings = this.find(name)
    if (settings === undefined) throw new Told(vscode.l10n.t('The settings name no cluster "{0}".', name))
    const secret = await this.secretOf(name)
    if (secret === undefined) {
      throw new NotSignedIn(vscode.l10n.t('Nobody is signed in to "{0}" here. Sign in …', name))
    }
    return { settings, secret }
  }

  dispose(): void {
    for (const disposable of this.#disposables) disposable.dispose()
  }
}
