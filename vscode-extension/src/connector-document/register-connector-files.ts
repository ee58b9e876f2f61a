import * as vscode from 'vscode'
import { pickConnector } from '../commands/pick-connector.ts'
import { requireTrust } from '../commands/require-trust.ts'
import type { Services } from '../commands/services.ts'
import { loadCore } from '../load-core.ts'
import type { Node } from '../tree/node.ts'
import { showError } from '../views/show-error.ts'
import { ConnectorFiles, connectorScheme } from './connector-files.ts'

const schemaScheme = 'patchbay-schema'
/** A pause in typing after which problems are looked for. Milliseconds. */
const afterTyping = 300

const isConnectorFile = ({ uri }: vscode.TextDocument): boolean => uri.scheme === connectorScheme

/** JSON Schemas by service type, from the catalogue: the editor's own JSON support completes, explains and checks by them. */
const schemas: vscode.TextDocumentContentProvider = {
  async provideTextDocumentContent({ path }) {
    const { documentSchemaOf } = await loadCore()
    return JSON.stringify(documentSchemaOf(path.replace(/^\/|\.json$/g, '')))
  },
}

/** Schedules in words, where the pointer rests on one. */
const hovers: vscode.HoverProvider = {
  async provideHover(document, position) {
    const line = document.lineAt(position.line).text
    const [, cron] = /"cron"\s*:\s*"([^"]*)"/.exec(line) ?? []
    if (cron === undefined) return undefined
    const { sayCron } = await loadCore()
    const said = sayCron(cron, new Date())
    return new vscode.Hover(
      new vscode.MarkdownString().appendText('words' in said ? said.words : said.problem),
    )
  },
}

/** What the schema can't know: secrets that were typed, schedules that never come. */
const watchProblems = (files: ConnectorFiles): vscode.Disposable => {
  const problemOf = (
    document: vscode.TextDocument,
    { message, start, end }: { message: string; start: number; end: number },
  ): vscode.Diagnostic => {
    const range = new vscode.Range(document.positionAt(start), document.positionAt(end))
    const shown = new vscode.Diagnostic(range, message, vscode.DiagnosticSeverity.Error)
    shown.source = 'Patchbay'
    return shown
  }
  const problems = vscode.languages.createDiagnosticCollection('patchbay-connector')
  const timers = new Map<string, NodeJS.Timeout>()
  const look = async (document: vscode.TextDocument): Promise<void> => {
    const { version, uri } = document
    const { readText } = await loadCore()
    const said = readText(document.getText(), files.stateOf(uri)?.secrets ?? new Set())
    if (document.version !== version || document.isClosed) return
    problems.set(uri, 'document' in said ? [] : said.problems.map((problem) => problemOf(document, problem)))
  }
  const later = (document: vscode.TextDocument): void => {
    if (!isConnectorFile(document)) return
    const name = document.uri.toString()
    clearTimeout(timers.get(name))
    timers.set(
      name,
      setTimeout(() => void look(document), afterTyping),
    )
  }
  return vscode.Disposable.from(
    problems,
    files.onDidRefuse(({ uri, refused: { message, place } }) => {
      const document = vscode.workspace.textDocuments.find((one) => one.uri.toString() === uri.toString())
      if (document !== undefined) problems.set(uri, [problemOf(document, { message, ...place })])
    }),
    vscode.workspace.onDidOpenTextDocument(later),
    vscode.workspace.onDidChangeTextDocument(({ document }) => later(document)),
    vscode.workspace.onDidCloseTextDocument(({ uri }) => problems.delete(uri)),
  )
}

/** A name that is a file's, whatever the connector is called. */
const fileName = (label: string): string =>
  label.replace(/[^\p{L}\p{N}._-]+/gu, '-').slice(0, 80) || 'connector'

/** Opens a connector's configuration, schedules and rules as a file. */
const openConnector = async (services: Services, node?: Node): Promise<void> => {
  try {
    requireTrust()
    const { cluster, connector } = await pickConnector(services, node)
    const { readState, schemaName } = await loadCore()
    const state = await readState(await services.connections.open(cluster), connector)
    const name = `${fileName(state.document.name)}.${schemaName(state.serviceType)}.patchbay.jsonc`
    const uri = vscode.Uri.from({ scheme: connectorScheme, path: `/${cluster}/${state.id}/${name}` })
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri), { preview: false })
  } catch (error) {
    await showError(error, services.log)
  }
}

/** Everything about connectors as files. */
export const registerConnectorFiles = (services: Services): vscode.Disposable => {
  const files = new ConnectorFiles(services)
  const selector = { scheme: connectorScheme }
  return vscode.Disposable.from(
    vscode.workspace.registerFileSystemProvider(connectorScheme, files, { isCaseSensitive: true }),
    vscode.workspace.registerTextDocumentContentProvider(schemaScheme, schemas),
    vscode.workspace.onWillSaveTextDocument((event) => {
      if (isConnectorFile(event.document)) files.willSave(event)
    }),
    vscode.languages.registerHoverProvider(selector, hovers),
    watchProblems(files),
    vscode.commands.registerCommand('patchbay.openConnector', (node?: Node) => openConnector(services, node)),
  )
}
