import * as vscode from 'vscode'
import { rangeOf } from './ranges.ts'
import { language, loadLibrary, requestFileOf } from './request-document.ts'
import { clusterOf, type LanguageServices } from './request-services.ts'
import { wrongSchedules } from './schedules.ts'

type Problem = ReturnType<Awaited<ReturnType<typeof loadLibrary>>['findProblems']>[number]

const { l10n } = vscode

/** A pause in typing after which problems are looked for. Milliseconds. */
const afterTyping = 250
/** As many are shown at once. */
const most = 500
/** A file beyond this is not compared with the API at every pause. Characters. */
const checkedUpTo = 1_000_000

/** Everything that is wrong in a file: its own mistakes, then what Elasticsearch's API would not understand. */
const problemsOf = async (services: LanguageServices, document: vscode.TextDocument): Promise<Problem[]> => {
  const { findProblems, findUnguarded, checkAgainstApi } = await loadLibrary()
  const file = await requestFileOf(document)
  const found = findProblems(file, await services.variables.of(document, file))
  if (file.text.length > checkedUpTo) return found
  const schedules = (await wrongSchedules(file)).map((wrong): Problem => ({
    ...wrong,
    code: 'schedule.wrong',
    severity: 'warning',
  }))
  const guarded = new Set(
    services.connections.list().flatMap(({ name, guarded: is }) => (is === true ? [name] : [])),
  )
  const unguarded = findUnguarded(file, (request) =>
    guarded.has(clusterOf(services.connections, request) ?? ''),
  )
  return [...found, ...checkAgainstApi(await services.api.load(), file), ...schedules, ...unguarded]
}

const severities = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
} as const

/** No mistakes, only good to know. */
const mild = new Set(['api.deprecated', 'request.unguarded'])

const diagnosticOf = (document: vscode.TextDocument, problem: Problem): vscode.Diagnostic => {
  const severity = mild.has(problem.code)
    ? vscode.DiagnosticSeverity.Information
    : severities[problem.severity]
  const shown = new vscode.Diagnostic(rangeOf(document, problem), problem.message, severity)
  shown.code = problem.code
  shown.source = 'Patchbay'
  if (problem.code === 'api.deprecated') shown.tags = [vscode.DiagnosticTag.Deprecated]
  return shown
}

/** Shows what is wrong in request files, a moment after typing. */
export const watchProblems = (services: LanguageServices): vscode.Disposable => {
  const problems = vscode.languages.createDiagnosticCollection('patchbay')
  const timers = new Map<string, NodeJS.Timeout>()
  const look = async (document: vscode.TextDocument): Promise<void> => {
    const { version } = document
    const found = await problemsOf(services, document)
    if (document.version !== version || document.isClosed) return
    problems.set(
      document.uri,
      found.slice(0, most).map((problem) => diagnosticOf(document, problem)),
    )
  }
  const soon = (document: vscode.TextDocument): void => {
    if (document.languageId !== language) return
    const key = document.uri.toString()
    clearTimeout(timers.get(key))
    timers.set(
      key,
      setTimeout(() => {
        look(document).catch((error: unknown) => services.log.error(String(error)))
      }, afterTyping),
    )
  }
  const all = (): void => vscode.workspace.textDocuments.forEach(soon)
  all()
  return vscode.Disposable.from(
    problems,
    vscode.workspace.onDidOpenTextDocument(soon),
    vscode.workspace.onDidChangeTextDocument(({ document }) => soon(document)),
    vscode.workspace.onDidCloseTextDocument(({ uri }) => problems.delete(uri)),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration('patchbay')) all()
    }),
    services.variables.onDidChange(all),
    { dispose: () => timers.forEach((timer) => clearTimeout(timer)) },
  )
}

/** What a problem offers beside the edit: a secret is kept where secrets belong. */
const keepSecret = (name: string): vscode.CodeAction => {
  const action = new vscode.CodeAction(
    l10n.t('Keep {0} in the secret storage …', name),
    vscode.CodeActionKind.QuickFix,
  )
  action.command = { command: 'patchbay.variable.keep', title: action.title, arguments: [name] }
  return action
}

/** Mends for the problems at a place. */
export const fixes = (services: LanguageServices): vscode.CodeActionProvider => ({
  async provideCodeActions(document, range, { diagnostics }) {
    const found = await problemsOf(services, document)
    return found.flatMap((problem) => {
      const here = rangeOf(document, problem)
      if (here.intersection(range) === undefined) return []
      const { fix, code } = problem
      const actions: vscode.CodeAction[] = []
      if (fix !== undefined) {
        const action = new vscode.CodeAction(fix.title, vscode.CodeActionKind.QuickFix)
        action.edit = new vscode.WorkspaceEdit()
        for (const edit of fix.edits) action.edit.replace(document.uri, rangeOf(document, edit), edit.text)
        action.isPreferred = true
        actions.push(action)
      }
      const name = /^(?:\{\{|\$\{)\s*([\p{L}_][\p{L}\p{N}_-]*)\s*\}/u.exec(document.getText(here))?.[1]
      if (name !== undefined && code.startsWith('variable.')) actions.push(keepSecret(name))
      for (const action of actions) action.diagnostics = diagnostics.filter((one) => one.code === code)
      return actions
    })
  },
})
