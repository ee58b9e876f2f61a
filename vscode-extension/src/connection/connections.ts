import * as vscode from 'vscode'
import { type CoreModule, loadCore } from '../load-core.ts'
import { type ClusterSettings, readClusters } from './cluster.ts'
import { openCluster, openForRequests } from './open-cluster.ts'
import { storeSecret } from './store-secret.ts'
import { Told } from '../told.ts'

type Session = Awaited<ReturnType<CoreModule['openCluster']>>
type RequestWay = ReturnType<CoreModule['requestWay']>
type Runner = ReturnType<CoreModule['createCore']>

/** A way to one cluster, as the person who signed in. */
export interface OpenCluster {
  settings: ClusterSettings
  session: Session
  /** By which requests of files go. */
  way: RequestWay
  core: Runner
}

const secretKey = (cluster: string): string => `cluster:${cluster}`

/** The editor keeps no secret for this cluster: it never had one here, or its secret storage lasts only for a session. */
export class NotSignedIn extends Told {}

/** The clusters of the settings, and sessions that are opened when something first needs them. */
export class Connections implements vscode.Disposable {
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
    if (name === undefined) this.#open.clear()
    else this.#open.delete(name)
    this.#changed.fire()
  }

  /** The session of a cluster; one that failed is tried again the next time. */
  open(name: string): Promise<OpenCluster> {
    const known = this.#open.get(name)
    if (known !== undefined) return known
    const opening = this.#connect(name)
    this.#open.set(name, opening)
    opening.catch(() => {
      if (this.#open.get(name) === opening) this.#open.delete(name)
    })
    return opening
  }

  async #connect(name: string): Promise<OpenCluster> {
    const settings = this.find(name)
    if (settings === undefined) throw new Told(vscode.l10n.t('The settings name no cluster "{0}".', name))
    const secret = await this.#secrets.get(secretKey(name))
    if (secret === undefined) {
      throw new NotSignedIn(vscode.l10n.t('Nobody is signed in to "{0}" here. Sign in …', name))
    }
    const { createCore } = await loadCore()
    const session = await openCluster(settings, secret)
    return { settings, session, way: await openForRequests(settings, secret), core: createCore() }
  }

  dispose(): void {
    for (const disposable of this.#disposables) disposable.dispose()
  }
}
