import * as vscode from 'vscode'
import { requireTrust } from '../commands/require-trust.ts'
import type { Services } from '../commands/services.ts'
import { authorityOf } from '../connection/open-cluster.ts'
import { Told } from '../told.ts'

const { l10n } = vscode

const setting = 'patchbay.mcpServers'

const labelOf = (cluster: string): string => `Patchbay: ${cluster}`

/**
 * The tools of each cluster as a server that all of the editor's agents can start. Off by default: in VS Code's own chat
 * the same operations are tools already, and each would be there twice.
 */
export const registerMcpServers = (
  context: vscode.ExtensionContext,
  { connections }: Services,
): vscode.Disposable[] => {
  // Older editors, and some that are made from VS Code, know no such servers.
  if (typeof vscode.lm?.registerMcpServerDefinitionProvider !== 'function') return []
  const changed = new vscode.EventEmitter<void>()
  const manifest: { version: string } = context.extension.packageJSON
  const program = vscode.Uri.joinPath(context.extensionUri, 'dist/mcp.mjs').fsPath
  return [
    changed,
    connections.onDidChange(() => changed.fire()),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration(setting)) changed.fire()
    }),
    vscode.lm.registerMcpServerDefinitionProvider('patchbay.clusters', {
      onDidChangeMcpServerDefinitions: changed.event,
      provideMcpServerDefinitions: () =>
        vscode.workspace.getConfiguration().get(setting) === true
          ? connections
              .list()
              .map(
                ({ name }) =>
                  new vscode.McpStdioServerDefinition(
                    labelOf(name),
                    process.execPath,
                    [program],
                    {},
                    manifest.version,
                  ),
              )
          : [],
      // Only a server that is started gets the secret.
      async resolveMcpServerDefinition(server: vscode.McpStdioServerDefinition) {
        requireTrust()
        const settings = connections.list().find(({ name }) => labelOf(name) === server.label)
        const secret = settings && (await connections.secretOf(settings.name))
        if (settings === undefined || secret === undefined)
          throw new Told(l10n.t('Nobody is signed in to "{0}" here. Sign in …', server.label))
        const { name, url, username, caFingerprint } = settings
        const ca = await authorityOf(settings)
        server.env = {
          // The editor's own program is Electron, which is Node when it is told so.
          ELECTRON_RUN_AS_NODE: '1',
          PATCHBAY_MCP_CLUSTER: JSON.stringify({ name, url, username, caFingerprint }),
          PATCHBAY_MCP_SECRET: secret,
          PATCHBAY_MCP_VERSION: manifest.version,
          ...(ca === undefined ? {} : { PATCHBAY_MCP_CA: ca }),
        }
        return server
      },
    }),
  ]
}
