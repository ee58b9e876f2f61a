import * as vscode from 'vscode'
import { type ConnectorTree, groupingWords, orderWords } from '../tree/connector-tree.ts'

const { l10n } = vscode

/** Shows only connectors with this in their name or index. */
export const filterTree = async (tree: ConnectorTree): Promise<void> => {
  const filter = await vscode.window.showInputBox({
    title: l10n.t('Filter connectors'),
    prompt: l10n.t('Part of a name or an index; empty shows all'),
    value: tree.shown.filter,
    // Who looks at the tree for a name comes back to the input.
    ignoreFocusOut: true,
  })
  if (filter !== undefined) await tree.change({ filter: filter.trim() })
}

const pick = async <Key extends string>(
  title: string,
  words: Readonly<Record<Key, string>>,
  now: Key,
): Promise<Key | undefined> => {
  const keys = Object.keys(words) as Key[]
  const items = keys.map((key) => ({
    key,
    label: words[key],
    description: key === now ? l10n.t('as now') : '',
  }))
  return (await vscode.window.showQuickPick(items, { title }))?.key
}

export const sortTree = async (tree: ConnectorTree): Promise<void> => {
  const order = await pick(l10n.t('Sort connectors'), orderWords(), tree.shown.order)
  if (order !== undefined) await tree.change({ order })
}

export const groupTree = async (tree: ConnectorTree): Promise<void> => {
  const grouping = await pick(l10n.t('Group connectors'), groupingWords(), tree.shown.grouping)
  if (grouping !== undefined) await tree.change({ grouping })
}
