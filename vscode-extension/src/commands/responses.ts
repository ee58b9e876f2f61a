import * as vscode from 'vscode'
import { loadLibrary } from '../providers/request-document.ts'
import type { Documents } from '../views/documents.ts'
import { Told } from '../told.ts'
import { choose } from './ask-field.ts'
import { filterWith } from './filter-with.ts'

const { l10n } = vscode

/** A request that was sent, and what came back. */
export interface Exchange {
  cluster: string
  /** Which request of which file, so that two runs of it can be compared. */
  at: string
  method: string
  path: string
  status: number
  headers: Record<string, string>
  body: string
  warnings: string[]
  milliseconds: number
}

/** Of the documents that show what came back. */
export const responseLanguage = 'patchbay-response'
const name = 'response.es-response'
/** Bodies of earlier runs are kept up to this. Characters. */
const keptUpTo = 20_000_000

/** What signs somebody in stays out of a document that may be shared. */
const covered = new Set(['set-cookie', 'authorization'])

const headerLines = (headers: Exchange['headers']): string[] =>
  Object.entries(headers).map(
    ([name, value]) =>
      `// ${name}: ${covered.has(name.toLowerCase()) ? '••••' : value.replaceAll(/\s+/g, ' ')}`,
  )

const overviewLine = ({ status, milliseconds, method, path }: Exchange): string =>
  `// ${status < 400 ? '●' : '✕'} ${status} · ${milliseconds.toLocaleString('en')} ms · ${method} ${path}`

/** What came back last: shown, filtered, compared with the run before, saved. */
export class Responses {
  readonly #documents: Documents
  #shown: readonly Exchange[] = []
  #filter = ''
  #headers = false
  /** By request, what it answered before the last time. */
  readonly #last = new Map<string, Exchange>()
  readonly #before = new Map<string, Exchange>()
  /** Runs what was run last. */
  again: (() => Promise<void>) | undefined

  constructor(documents: Documents) {
    this.#documents = documents
  }

  async show(exchanges: readonly Exchange[]): Promise<void> {
    for (const exchange of exchanges) {
      const last = this.#last.get(exchange.at)
      if (last !== undefined) this.#before.set(exchange.at, last)
      this.#last.set(exchange.at, exchange)
    }
    const kept = [...this.#last.values(), ...this.#before.values()]
    if (kept.reduce((sum, { body }) => sum + body.length, 0) > keptUpTo) this.#before.clear()
    this.#shown = exchanges
    this.#filter = ''
    await this.#update()
  }

  /** The one that is shown, or of several the one that somebody chooses. */
  async #chosen(title: string): Promise<Exchange> {
    const [exchange, ...others] = this.#shown
    if (exchange === undefined) throw new Told(l10n.t('There is no response yet.'))
    if (others.length === 0) return exchange
    const items = this.#shown.map((one) => ({
      label: `${one.method} ${one.path}`,
      description: `${one.status}`,
      one,
    }))
    return (await choose(items, { title, asks: l10n.t('Which response?') })).one
  }

  /** Whether several stand there, of which none can be filtered. */
  get hasSeveral(): boolean {
    return this.#shown.length > 1
  }

  /** Asks for an expression of JMESPath, and shows only what it finds; nothing typed shows all again. */
  async filter(): Promise<void> {
    const [exchange, ...others] = this.#shown
    if (exchange === undefined) throw new Told(l10n.t('There is no response yet.'))
    if (others.length > 0) throw new Told(l10n.t('Run one request alone to filter its response.'))
    const typed = await vscode.window.showInputBox({
      title: l10n.t('Show only a part of the response'),
      prompt: l10n.t('JMESPath, such as hits.hits[]._source.name; empty shows all'),
      value: this.#filter,
      ignoreFocusOut: true,
      validateInput: async (expression) => (await filterWith(exchange.body, expression)).problem,
    })
    if (typed === undefined) return
    this.#filter = typed.trim()
    await this.#update()
  }

  /** Whether the headers of responses stand above their bodies. */
  get showsHeaders(): boolean {
    return this.#headers
  }

  /** Shows the headers, or leaves them out again. */
  async toggleHeaders(): Promise<void> {
    this.#headers = !this.#headers
    await this.#update()
  }

  /** Shows what changed since the run before. */
  async compare(): Promise<void> {
    const exchange = await this.#chosen(l10n.t('Compare with the run before'))
    const before = this.#before.get(exchange.at)
    if (before === undefined)
      throw new Told(l10n.t('Run the request once more: there is nothing to compare it with yet.'))
    const { showBody } = await loadLibrary()
    await vscode.commands.executeCommand(
      'vscode.diff',
      this.#documents.put('compare/before.json', showBody(before.body)),
      this.#documents.put('compare/now.json', showBody(exchange.body)),
      l10n.t('{0} {1}: the run before and now', exchange.method, exchange.path),
    )
  }

  /** Writes the body as it came into a file. */
  async save(): Promise<void> {
    const title = l10n.t('Save the response')
    const exchange = await this.#chosen(title)
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri
    const file = await vscode.window.showSaveDialog({
      title,
      ...(folder === undefined ? {} : { defaultUri: vscode.Uri.joinPath(folder, 'response.json') }),
    })
    if (file === undefined) return
    await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(exchange.body))
  }

  async #update(): Promise<void> {
    const [only, ...others] = this.#shown
    if (only === undefined) return
    const filter = others.length === 0 ? this.#filter : ''
    const sections = await Promise.all(this.#shown.map((exchange) => this.#section(exchange, filter)))
    const overview = others.length === 0 ? [] : [this.#shown.map(overviewLine).join('\n')]
    // Where it is shown already, or else beside what has the focus.
    const { viewColumn = vscode.ViewColumn.Beside } =
      vscode.window.visibleTextEditors.find(({ document }) => document.languageId === responseLanguage) ?? {}
    await this.#documents.show(name, `${[...overview, ...sections].join('\n\n')}\n`, { viewColumn })
  }

  async #section(exchange: Exchange, filter: string): Promise<string> {
    const { method, path, cluster, status, milliseconds, body, warnings } = exchange
    const { showBody } = await loadLibrary()
    const size = Buffer.byteLength(body).toLocaleString('en')
    const head = [
      `// ${method} ${path} · ${cluster}`,
      `// ${status} · ${milliseconds.toLocaleString('en')} ms · ${l10n.t('{0} bytes', size)}`,
      ...warnings.map((warning) => `// ${l10n.t('warning: {0}', warning.replaceAll(/\s+/g, ' '))}`),
      ...(this.#headers ? headerLines(exchange.headers) : []),
    ]
    if (filter === '') return [...head, body === '' ? `// ${l10n.t('no body')}` : showBody(body)].join('\n')
    const { found, problem } = await filterWith(body, filter)
    return [...head, `// ${l10n.t('only: {0}', filter)}`, found ?? `// ${problem ?? ''}`].join('\n')
  }
}
