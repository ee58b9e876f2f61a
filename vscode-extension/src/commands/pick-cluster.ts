import * as vscode from 'vscode'
import type { Connections } from '../connection/connections.ts'
import { choose } from './ask-field.ts'
import { Told } from '../told.ts'

const { l10n } = vscode

/** The cluster that is meant: the one of the row, the only one, or the one that is chosen. */
export const pickCluster = async (
  { connections }: { connections: Connections },
  cluster?: string,
): Promise<string> => {
  if (cluster !== undefined) return cluster
  const clusters = connections.list()
  const [only, ...others] = clusters
  if (only === undefined) throw new Told(l10n.t('No cluster yet. Add one in the Patchbay view.'))
  if (others.length === 0) return only.name
  const items = clusters.map(({ name, url, guarded }) => ({
    label: name,
    description: [url, ...(guarded === true ? [l10n.t('guarded')] : [])].join(' · '),
  }))
  return (await choose(items, { title: 'Patchbay', asks: l10n.t('On which cluster?') })).label
}
