import * as vscode from 'vscode'
import { completion, showLateNames, triggers } from './complete.ts'
import { hover } from './hover.ts'
import { definition, references, renaming } from './names.ts'
import { fixes, watchProblems } from './problems.ts'
import { language } from './request-document.ts'
import type { LanguageServices } from './request-services.ts'
import { scheduleHints } from './schedules.ts'
import { legend, semanticColours } from './semantic-colours.ts'
import { folding, formatting, outline } from './structure.ts'

/** Everything that an editor does with a request file. */
export const registerLanguage = (services: LanguageServices): vscode.Disposable => {
  const { languages } = vscode
  return vscode.Disposable.from(
    languages.registerCompletionItemProvider(language, completion(services), ...triggers),
    showLateNames(services),
    languages.registerCodeActionsProvider(language, fixes(services), {
      providedCodeActionKinds: [vscode.CodeActionKind.QuickFix],
    }),
    languages.registerDocumentFormattingEditProvider(language, formatting),
    languages.registerDocumentRangeFormattingEditProvider(language, formatting),
    languages.registerFoldingRangeProvider(language, folding),
    languages.registerDocumentSymbolProvider(language, outline),
    languages.registerHoverProvider(language, hover(services)),
    languages.registerDefinitionProvider(language, definition),
    languages.registerReferenceProvider(language, references),
    languages.registerRenameProvider(language, renaming),
    languages.registerInlayHintsProvider(language, scheduleHints),
    languages.registerDocumentSemanticTokensProvider(language, semanticColours(services), legend),
    watchProblems(services),
  )
}
