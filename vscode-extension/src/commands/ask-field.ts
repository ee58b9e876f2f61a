import * as vscode from 'vscode'
import { type CoreModule, loadCore } from '../load-core.ts'

export type Operation = ReturnType<CoreModule['createCore']>['operations'][number]
export type Field = ReturnType<CoreModule['fieldsOf']>[number]

const { l10n } = vscode

/** What somebody chose; leaving the list leaves the command. */
export const choose = async <Item extends vscode.QuickPickItem>(
  items: readonly Item[] | Thenable<readonly Item[]>,
  { title, asks }: { title: string; asks: string },
): Promise<Item> => {
  const chosen = await vscode.window.showQuickPick(items, {
    title,
    placeHolder: asks,
    ignoreFocusOut: true,
    matchOnDescription: true,
    matchOnDetail: true,
  })
  if (chosen === undefined) throw new vscode.CancellationError()
  return chosen
}

/** What somebody typed, checked as they type; leaving it leaves the command. */
export const type = async (options: vscode.InputBoxOptions): Promise<string> => {
  const typed = await vscode.window.showInputBox({ ignoreFocusOut: true, ...options })
  if (typed === undefined) throw new vscode.CancellationError()
  return typed
}

const hints: Partial<Record<Field['kind'], () => string>> = {
  record: () => l10n.t('key=value, with commas between'),
  list: () => l10n.t('with commas between'),
  json: () => l10n.t('as JSON'),
}

/** A schedule that can be read is said in words, so that nobody has to know the dialect. */
const scheduleSaid = async (typed: string): Promise<vscode.InputBoxValidationMessage | undefined> => {
  const { sayCron } = await loadCore()
  const said = sayCron(typed, new Date())
  return 'problem' in said
    ? { message: said.problem, severity: vscode.InputBoxValidationSeverity.Error }
    : { message: `${said.words}, ${said.next}`, severity: vscode.InputBoxValidationSeverity.Info }
}

const startOf = (field: Field, now: unknown): string => {
  if (field.sensitive) return ''
  if (now === undefined) return field.name === 'cron' ? '0 0 3 * * ?' : ''
  return typeof now === 'string' ? now : JSON.stringify(now)
}

/** The text of a file that somebody picks: in the editor that is on their own machine. */
const askFile = async ({ title }: Operation, field: Field): Promise<string> => {
  const [picked] = (await vscode.window.showOpenDialog({ title, openLabel: field.label })) ?? []
  if (picked === undefined) throw new vscode.CancellationError()
  return new TextDecoder().decode(await vscode.workspace.fs.readFile(picked))
}

/** Asks for one field of an operation by its schema: a list where it has choices, else a text that is checked as one types. */
export const askField = async (operation: Operation, field: Field, now?: unknown): Promise<unknown> => {
  const { title } = operation
  const choices: (vscode.QuickPickItem & { value: unknown })[] =
    field.kind === 'boolean'
      ? [
          { label: l10n.t('yes'), value: true },
          { label: l10n.t('no'), value: false },
        ]
      : field.choices.map((label) => ({ label, value: label }))
  if (choices.length > 0)
    return (await choose(choices, { title, asks: `${field.label}: ${field.description}` })).value
  if (field.kind === 'file') return askFile(operation, field)
  const { readTyped, Secret } = await loadCore()
  const hint = hints[field.kind]?.()
  const typed = await type({
    title,
    prompt: `${field.label}: ${field.description}${hint === undefined ? '' : ` (${hint})`}`,
    password: field.sensitive,
    value: startOf(field, now),
    validateInput: (value) => {
      if (field.name === 'cron') return scheduleSaid(value)
      const said = readTyped(operation, field, value)
      return 'problem' in said ? said.problem : undefined
    },
  })
  if (field.sensitive) return new Secret(typed)
  const said = readTyped(operation, field, typed)
  return 'value' in said ? said.value : undefined
}
