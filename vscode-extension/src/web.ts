import * as vscode from 'vscode'
import { readClusters } from './connection/cluster.ts'
import { ApiSource } from './providers/api-source.ts'
import { openNew } from './providers/open-new.ts'
import { pageLens } from './providers/page-lens.ts'
import { registerLanguage } from './providers/register-language.ts'
import { language } from './providers/request-document.ts'
import { Variables } from './providers/variables.ts'

const { l10n } = vscode

/** The commands of the manifest; of what another version wrote there, none. */
const commandsOf = (manifest: unknown): string[] => {
  const contributes: unknown =
    typeof manifest === 'object' && manifest !== null ? Reflect.get(manifest, 'contributes') : undefined
  const commands: unknown =
    typeof contributes === 'object' && contributes !== null ? Reflect.get(contributes, 'commands') : undefined
  if (!Array.isArray(commands)) return []
  return commands.flatMap((one: unknown) => {
    const command: unknown = typeof one === 'object' && one !== null ? Reflect.get(one, 'command') : undefined
    return typeof command === 'string' ? [command] : []
  })
}

const refuse = async (): Promise<void> => {
  await vscode.window.showInformationMessage(
    l10n.t(
      'In an editor that is a web page alone, Patchbay helps to write request files. To reach a cluster it needs a desktop, or a machine that the page is connected to.',
    ),
  )
}

/**
 * The extension where there is nothing but a web page: everything about the text of request files, and nothing that asks
 * a cluster, whose answers a page from elsewhere may not read.
 */
export const activate = (context: vscode.ExtensionContext): void => {
  const log = vscode.window.createOutputChannel('Patchbay', { log: true })
  const never = new vscode.EventEmitter<void>()
  context.subscriptions.push(
    log,
    never,
    registerLanguage({
      log,
      connections: { list: readClusters },
      variables: new Variables(context),
      api: new ApiSource(context.extensionUri),
      live: { get: () => [], onDidChange: never.event },
    }),
    vscode.languages.registerCodeLensProvider(language, pageLens),
    ...commandsOf(context.extension.packageJSON).map((command) =>
      vscode.commands.registerCommand(command, command === 'patchbay.request.new' ? openNew : refuse),
    ),
  )
}
