import * as vscode from 'vscode'
import type { Services } from '../commands/services.ts'
import { type CoreModule, loadCore } from '../load-core.ts'
import { applyDocument, Refused } from './apply-document.ts'

const { l10n } = vscode

export const connectorScheme = 'patchbay-connector'

type State = Awaited<ReturnType<CoreModule['readState']>>

/** What the editor was given, and what it was made of: what somebody changes is told by it. */
interface Read {
  state: State
  text: string
  mtime: number
}

/** The cluster and the id that a document's address names. */
const connectorOf = (uri: vscode.Uri): { cluster: string; connector: string } => {
  const [, cluster = '', connector = ''] = uri.path.split('/')
  return { cluster, connector }
}

const asFileError = async (error: unknown, uri: vscode.Uri): Promise<Error> => {
  if (error instanceof vscode.FileSystemError) return error
  const { errorLines, isPatchbayError } = await loadCore()
  const { message, next } = errorLines(error)
  const code = isPatchbayError(error) ? error.code : ''
  if (code === 'target.not-found') return vscode.FileSystemError.FileNotFound(uri)
  if (code === 'privilege.missing') return vscode.FileSystemError.NoPermissions(`${message} ${next}`)
  return vscode.FileSystemError.Unavailable(`${message} ${next}`)
}

/** Connectors as files: reading shows what is stored, saving goes the way of every change. */
export class ConnectorFiles implements vscode.FileSystemProvider {
  readonly #services: Services
  readonly #read = new Map<string, Read>()
  readonly #changed = new vscode.EventEmitter<vscode.FileChangeEvent[]>()
  readonly onDidChangeFile = this.#changed.event
  readonly #refused = new vscode.EventEmitter<{ uri: vscode.Uri; refused: Refused }>()
  /** An operation had something against a field of the document. */
  readonly onDidRefuse = this.#refused.event
  /** Documents that the editor is about to save without anybody asking for it. */
  readonly #byItself = new Set<string>()

  constructor(services: Services) {
    this.#services = services
  }

  /** Saving asks questions, so it happens by hand only. */
  willSave({ document, reason }: vscode.TextDocumentWillSaveEvent): void {
    const name = document.uri.toString()
    if (reason === vscode.TextDocumentSaveReason.Manual) this.#byItself.delete(name)
    else this.#byItself.add(name)
  }

  /** What was read of a document. */
  stateOf(uri: vscode.Uri): State | undefined {
    return this.#read.get(uri.toString())?.state
  }

  async #load(uri: vscode.Uri): Promise<Read> {
    const { cluster, connector } = connectorOf(uri)
    try {
      const { readState, textOf } = await loadCore()
      const state = await readState(await this.#services.connections.open(cluster), connector)
      const read = { state, text: textOf(state, cluster), mtime: Date.now() }
      this.#read.set(uri.toString(), read)
      return read
    } catch (error) {
      throw await asFileError(error, uri)
    }
  }

  async stat(uri: vscode.Uri): Promise<vscode.FileStat> {
    // The editor asks often; what changed on the cluster is looked at when it is read and when it is saved.
    const { text, mtime } = this.#read.get(uri.toString()) ?? (await this.#load(uri))
    return { type: vscode.FileType.File, ctime: 0, mtime, size: Buffer.byteLength(text) }
  }

  async readFile(uri: vscode.Uri): Promise<Uint8Array> {
    return Buffer.from((await this.#load(uri)).text)
  }

  async writeFile(uri: vscode.Uri, content: Uint8Array): Promise<void> {
    if (this.#byItself.delete(uri.toString()))
      throw vscode.FileSystemError.Unavailable(
        l10n.t('A connector is only changed when you save it yourself.'),
      )
    const read = this.#read.get(uri.toString()) ?? (await this.#load(uri))
    const { cluster } = connectorOf(uri)
    try {
      await applyDocument(this.#services, {
        cluster,
        state: read.state,
        text: Buffer.from(content).toString('utf8'),
      })
    } catch (error) {
      if (error instanceof vscode.CancellationError)
        throw vscode.FileSystemError.Unavailable(l10n.t('Nothing was changed.'))
      if (error instanceof Refused) this.#refused.fire({ uri, refused: error })
      throw await asFileError(error instanceof Refused ? error.cause : error, uri)
    }
    // What is shown is what is stored: a change that waits for approval is not there yet, and no secret is.
    setTimeout(() => void this.reload(uri), 50)
  }

  /** Lets the editor read it again; what somebody typed and didn't save stays. */
  async reload(uri: vscode.Uri): Promise<void> {
    await this.#load(uri).catch(() => undefined)
    this.#changed.fire([{ type: vscode.FileChangeType.Changed, uri }])
  }

  watch(): vscode.Disposable {
    return new vscode.Disposable(() => undefined)
  }

  readDirectory(): [string, vscode.FileType][] {
    return []
  }

  createDirectory(uri: vscode.Uri): void {
    throw vscode.FileSystemError.NoPermissions(uri)
  }

  delete(uri: vscode.Uri): void {
    throw vscode.FileSystemError.NoPermissions(uri)
  }

  rename(uri: vscode.Uri): void {
    throw vscode.FileSystemError.NoPermissions(uri)
  }
}
