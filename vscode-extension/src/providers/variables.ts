import * as vscode from 'vscode'
import { storeSecret } from '../connection/store-secret.ts'
import { loadLibrary, type RequestFile } from './request-document.ts'

type Library = Awaited<ReturnType<typeof loadLibrary>>
type Sources = Parameters<Library['resolveVariables']>[1]
export type Resolve = ReturnType<Library['resolveVariables']>
type Response = NonNullable<Sources['responses']> extends ReadonlyMap<string, infer One> ? One : never

const names = 'patchbay.secretVariables'
const secretKey = (name: string): string => `variable:${name}`

/** Where the values of a file's placeholders come from: what was typed, settings, secrets, `.env`, earlier responses. */
export class Variables {
  readonly #context: vscode.ExtensionContext
  /** Of named requests, by document, for `{{name.response.body.path}}`. */
  readonly #responses = new Map<string, Map<string, Response>>()

  readonly #changed = new vscode.EventEmitter<void>()
  /** A secret or a response changed what placeholders hold. */
  readonly onDidChange = this.#changed.event

  constructor(context: vscode.ExtensionContext) {
    this.#context = context
  }

  /** Keeps the response of a named request for the requests after it. */
  keepResponse(document: vscode.TextDocument, name: string, response: Response): void {
    const key = document.uri.toString()
    const kept = this.#responses.get(key) ?? new Map<string, Response>()
    // A map keeps the order in which its keys came: the file that ran last comes last.
    this.#responses.delete(key)
    this.#responses.set(key, kept.set(name, response))
    this.#changed.fire()
  }

  /** The names of the secrets that are kept; the store itself doesn't list them everywhere. */
  secretNames(): string[] {
    const kept: unknown = this.#context.globalState.get(names)
    return Array.isArray(kept) ? kept.filter((name): name is string => typeof name === 'string') : []
  }

  async keepSecret(name: string, value: string): Promise<void> {
    await storeSecret(this.#context.secrets, secretKey(name), { of: name, secret: value })
    await this.#context.globalState.update(names, [...new Set([...this.secretNames(), name])].toSorted())
    this.#changed.fire()
  }

  async forgetSecret(name: string): Promise<void> {
    await this.#context.secrets.delete(secretKey(name))
    await this.#context.globalState.update(
      names,
      this.secretNames().filter((one) => one !== name),
    )
    this.#changed.fire()
  }

  async #secrets(): Promise<Map<string, string>> {
    if (!vscode.workspace.isTrusted) return new Map()
    const kept = await Promise.all(
      this.secretNames().map(async (name): Promise<[string, string][]> => {
        const value = await this.#context.secrets.get(secretKey(name))
        return value === undefined ? [] : [[name, value]]
      }),
    )
    return new Map(kept.flat())
  }

  /** Named responses of every file, the later over the earlier; those of the file itself over all. */
  #responsesFor(document: vscode.TextDocument): Map<string, Response> {
    const own = this.#responses.get(document.uri.toString())
    return new Map(
      [...this.#responses.values(), ...(own === undefined ? [] : [own])].flatMap((one) => [...one]),
    )
  }

  /** All sources of a document. */
  async sourcesOf(
    document: vscode.TextDocument,
    prompt: ReadonlyMap<string, string> = new Map(),
  ): Promise<Sources> {
    const settings: unknown = vscode.workspace.getConfiguration('patchbay', document.uri).get('variables')
    const named =
      typeof settings === 'object' && settings !== null
        ? Object.entries(settings).map(([name, value]): [string, string] => [name, String(value)])
        : []
    return {
      prompt,
      settings: new Map(named),
      secrets: await this.#secrets(),
      envFiles: await envFilesOf(document),
      responses: this.#responsesFor(document),
    }
  }

  /** Gives each name of a file its value. */
  async of(
    document: vscode.TextDocument,
    file: RequestFile,
    prompt?: ReadonlyMap<string, string>,
  ): Promise<Resolve> {
    const { resolveVariables } = await loadLibrary()
    return resolveVariables(file, await this.sourcesOf(document, prompt))
  }
}

const envFilesOf = async (document: vscode.TextDocument): Promise<{ path: string; text: string }[]> => {
  const folder = vscode.workspace.getWorkspaceFolder(document.uri)
  if (folder === undefined || !vscode.workspace.isTrusted) return []
  const uri = vscode.Uri.joinPath(folder.uri, '.env')
  try {
    const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(uri))
    return [{ path: uri.fsPath, text }]
  } catch (error) {
    if (error instanceof vscode.FileSystemError) return []
    throw error
  }
}
