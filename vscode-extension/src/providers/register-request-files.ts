import * as vscode from 'vscode'
import { copyAs } from '../commands/copy-as.ts'
import { History } from '../commands/history.ts'
import { forgetSecret, keepSecret } from '../commands/kept-secrets.ts'
import { Responses } from '../commands/responses.ts'
import { runAsOperation } from '../commands/run-as-operation.ts'
import type { Services } from '../commands/services.ts'
import { runAgain, runFrom, runRequest, stopRequest } from '../commands/send-request.ts'
import { showError } from '../views/show-error.ts'
import { ApiSource } from './api-source.ts'
import { markGuarded } from './guarded-marks.ts'
import { lenses } from './lenses.ts'
import { LiveNames } from './live-names.ts'
import { openNew } from './open-new.ts'
import { registerLanguage } from './register-language.ts'
import { language } from './request-document.ts'
import { RequestStates } from './request-states.ts'
import type { RequestServices } from './request-services.ts'
import { responseLenses, responses } from './response-lenses.ts'
import { Variables } from './variables.ts'

/** Everything about request files: their language, and the commands that send what is in them. */
export const registerRequestFiles = (context: vscode.ExtensionContext, shared: Services): void => {
  const services: RequestServices = {
    ...shared,
    variables: new Variables(context),
    api: new ApiSource(context.extensionUri),
    live: new LiveNames(shared.connections, shared.log),
    responses: new Responses(shared.documents),
    history: new History(context.workspaceState),
    states: new RequestStates(),
  }
  const said = async (work: () => Promise<void>): Promise<void> => {
    try {
      await work()
    } catch (error) {
      await showError(error, services.log)
    }
  }
  const commands: Readonly<Record<string, (uri?: vscode.Uri, number?: number) => Promise<void>>> = {
    new: openNew,
    run: (uri, number) => runRequest(services, uri, number),
    runAll: (uri) => runFrom(services, uri, 0),
    runFrom: (uri, number) => runFrom(services, uri, number),
    stop: (uri, number) => stopRequest(services, uri, number),
    runAgain: () => runAgain(services),
    runAsOperation: (uri, number) => runAsOperation(services, uri, number),
    copyAs: (uri, number) => copyAs(services, uri, number),
    history: () => said(() => services.history.open((uri) => runRequest(services, uri, 0))),
    clearHistory: () => said(() => services.history.clear()),
    filterResponse: () => said(() => services.responses.filter()),
    toggleHeaders: () => said(() => services.responses.toggleHeaders()),
    compareResponse: () => said(() => services.responses.compare()),
    saveResponse: () => said(() => services.responses.save()),
  }
  context.subscriptions.push(
    registerLanguage(services),
    vscode.languages.registerCodeLensProvider(language, lenses(services)),
    markGuarded(services.connections, services.log),
    services.live,
    services.states,
    vscode.languages.registerCodeLensProvider(responses, responseLenses(services.responses)),
    ...Object.entries(commands).map(([name, run]) =>
      vscode.commands.registerCommand(`patchbay.request.${name}`, run),
    ),
    vscode.commands.registerCommand('patchbay.variable.keep', (name?: string) =>
      said(() => keepSecret(services, typeof name === 'string' ? name : undefined)),
    ),
    vscode.commands.registerCommand('patchbay.variable.forget', () => said(() => forgetSecret(services))),
  )
}
