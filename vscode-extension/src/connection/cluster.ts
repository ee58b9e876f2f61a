import * as vscode from 'vscode'

/** One cluster of the settings. Who signs in is here; what proves it is in the secret storage only. */
export interface ClusterSettings {
  name: string
  url: string
  /** Without a user name, the secret is an API key. */
  username?: string
  /** PEM file of the certificate authority. */
  caFile?: string
  /** SHA-256 fingerprint of the certificate authority. */
  caFingerprint?: string
  /** Where `kbn:` requests go. */
  kibanaUrl?: string
  /** Requests that change things ask first, and its rows are marked. */
  guarded?: boolean
  /** Its colour in the tree and in the status bar. */
  color?: ClusterColor
}

export const clusterColors = ['red', 'orange', 'yellow', 'green', 'blue', 'purple'] as const
export type ClusterColor = (typeof clusterColors)[number]

const isText = (value: unknown): value is string => typeof value === 'string' && value !== ''

const fieldOf = (entry: object, name: string): string | undefined => {
  const value: unknown = Reflect.get(entry, name)
  return isText(value) ? value : undefined
}

/**
 * The clusters that the settings name. The setting belongs to the machine, so that no workspace can send credentials
 * somewhere else; entries without a name or an address are left out.
 */
export const readClusters = (): ClusterSettings[] => {
  const entries: unknown = vscode.workspace.getConfiguration('patchbay').get('clusters')
  if (!Array.isArray(entries)) return []
  return entries.flatMap((entry: unknown) => {
    if (typeof entry !== 'object' || entry === null) return []
    const [name, url] = [fieldOf(entry, 'name'), fieldOf(entry, 'url')]
    if (name === undefined || url === undefined || !URL.canParse(url)) return []
    const [username, caFile, caFingerprint, kibanaUrl] = [
      'username',
      'caFile',
      'caFingerprint',
      'kibanaUrl',
    ].map((field) => fieldOf(entry, field))
    const color = clusterColors.find((one) => one === fieldOf(entry, 'color'))
    return [
      {
        name,
        url,
        ...(username === undefined ? {} : { username }),
        ...(caFile === undefined ? {} : { caFile }),
        ...(caFingerprint === undefined ? {} : { caFingerprint }),
        ...(color === undefined ? {} : { color }),
        ...(kibanaUrl === undefined || !URL.canParse(kibanaUrl) ? {} : { kibanaUrl }),
        guarded: Reflect.get(entry, 'guarded') === true,
      },
    ]
  })
}

export const writeClusters = (clusters: readonly ClusterSettings[]): Thenable<void> =>
  vscode.workspace
    .getConfiguration('patchbay')
    .update('clusters', clusters, vscode.ConfigurationTarget.Global)
