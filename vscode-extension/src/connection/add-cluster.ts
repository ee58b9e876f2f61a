import * as vscode from 'vscode'
import { choose, type } from '../commands/ask-field.ts'
import { loadCore } from '../load-core.ts'
import { askTrust } from './ask-trust.ts'
import { clusterColors, type ClusterSettings, readClusters, writeClusters } from './cluster.ts'
import type { Connections } from './connections.ts'
import { openCluster } from './open-cluster.ts'

const { l10n } = vscode

const steps = 5
const titleOf = (step: number): string => l10n.t('Add a cluster ({0} of {1})', step, steps)

const askName = (): Promise<string> =>
  type({
    title: titleOf(1),
    prompt: l10n.t('A short name, such as prod'),
    validateInput: (value) => {
      if (!/^[A-Za-z0-9._-]{1,64}$/.test(value))
        return l10n.t('Letters, digits, ".", "_" and "-", at most 64 of them.')
      return readClusters().some(({ name }) => name === value)
        ? l10n.t('There is a cluster of this name already.')
        : undefined
    },
  })

/** In a remote window localhost may be another machine than the one somebody sits at. */
const askedAddress = (kind: vscode.ExtensionKind): string => {
  const { remoteName } = vscode.env
  if (remoteName === undefined) return l10n.t('Address of Elasticsearch')
  return kind === vscode.ExtensionKind.UI
    ? l10n.t(
        'Address of Elasticsearch, as your own machine reaches it: for one that only {0} reaches, forward its port first',
        remoteName,
      )
    : l10n.t('Address of Elasticsearch, as {0} reaches it: localhost is that machine', remoteName)
}

const askUrl = (kind: vscode.ExtensionKind): Promise<string> =>
  type({
    title: titleOf(2),
    prompt: askedAddress(kind),
    value: 'http://127.0.0.1:9200',
    validateInput: (value) => {
      if (!URL.canParse(value) || !/^https?:/.test(value)) return l10n.t('Write it as https://host:9200.')
      return new URL(value).username === ''
        ? undefined
        : l10n.t('Leave user and password out: they are asked for, and kept where secrets belong.')
    },
  })

type Way = 'password' | 'key' | 'look' | 'operate'

const askWay = async (): Promise<Way> => {
  const items: (vscode.QuickPickItem & { way: Way })[] = [
    {
      label: l10n.t('User and password'),
      detail: l10n.t('Everything that you may do, votes too. The password goes to the secret storage.'),
      way: 'password',
    },
    {
      label: l10n.t('API key'),
      detail: l10n.t('One that you have already. Keys can neither vote nor make keys.'),
      way: 'key',
    },
    {
      label: l10n.t('Make me a key to look'),
      detail: l10n.t('You sign in once; the key reads connectors, jobs and requests, and changes nothing.'),
      way: 'look',
    },
    {
      label: l10n.t('Make me a key to operate'),
      detail: l10n.t('You sign in once; the key also configures, schedules and syncs. For 90 days.'),
      way: 'operate',
    },
  ]
  return (await choose(items, { title: titleOf(3), asks: l10n.t('How do you sign in?') })).way
}

interface SignIn {
  username?: string
  secret: string
}

const askSignIn = async (cluster: ClusterSettings): Promise<SignIn> => {
  const title = titleOf(4)
  const needed = (value: string): string | undefined =>
    value === '' ? l10n.t('This is needed to sign in.') : undefined
  const way = await askWay()
  if (way === 'key') {
    const prompt = l10n.t('The encoded API key')
    return { secret: await type({ title, prompt, password: true, validateInput: needed }) }
  }
  const username = await type({ title, prompt: l10n.t('User'), validateInput: needed })
  const prompt = l10n.t('Password of {0}', username)
  const secret = await type({ title, prompt, password: true, validateInput: needed })
  if (way === 'password') return { username, secret }
  const { createCore, makeOwnKey } = await loadCore()
  const session = await openCluster({ ...cluster, username }, secret)
  return { secret: await makeOwnKey({ core: createCore(), session }, way) }
}

const isHere = (url: string): boolean => ['127.0.0.1', 'localhost', '[::1]'].includes(new URL(url).hostname)

/** How it is marked: what is not on this machine is guarded unless somebody says otherwise. */
const askMark = async (url: string): Promise<Pick<ClusterSettings, 'guarded' | 'color'>> => {
  if (isHere(url)) return { guarded: false }
  const marks: Pick<ClusterSettings, 'guarded' | 'color'>[] = [
    { guarded: true, color: 'red' },
    { guarded: true },
    ...clusterColors.map((color) => ({ guarded: false, color })),
    { guarded: false },
  ]
  const items = marks.map((mark) => ({
    label: [mark.guarded === true ? l10n.t('Guarded') : l10n.t('Not guarded'), mark.color]
      .filter(Boolean)
      .join(', '),
    description: mark.guarded === true ? l10n.t('requests that change something ask first') : '',
    iconPath: new vscode.ThemeIcon(
      'server-environment',
      mark.color === undefined ? undefined : new vscode.ThemeColor(`charts.${mark.color}`),
    ),
    mark,
  }))
  return (await choose(items, { title: titleOf(5), asks: l10n.t('How is it marked?') })).mark
}

/**
 * Asks how somebody signs in, and tries it before anything is kept. A cluster that refuses it says why, in a notification
 * with room for all of it, and is asked once more; one that doesn't answer now may be kept all the same.
 */
const signedIn = async (base: ClusterSettings): Promise<{ cluster: ClusterSettings; secret: string }> => {
  for (;;) {
    const { username, secret } = await askSignIn(base)
    const cluster = { ...base, ...(username === undefined ? {} : { username }) }
    try {
      await openCluster(cluster, secret)
      return { cluster, secret }
    } catch (error) {
      const { errorLines } = await loadCore()
      const { message, next } = errorLines(error)
      const again = l10n.t('Sign in again')
      const keep = l10n.t('Keep it all the same')
      const sentence = [message, next].filter(Boolean).join(' ')
      const answer = await vscode.window.showErrorMessage(sentence, again, keep)
      if (answer === keep) return { cluster, secret }
      if (answer !== again) throw new vscode.CancellationError()
    }
  }
}

/**
 * Asks for a cluster step by step, tries it, and keeps it; what proves who signs in goes to the secret storage. `kind` is
 * where the extension runs: that machine is the one that has to reach the cluster.
 */
export const addCluster = async (connections: Connections, kind: vscode.ExtensionKind): Promise<void> => {
  const name = await askName()
  const url = await askUrl(kind)
  const trust = await askTrust(url, titleOf(2))
  const { cluster, secret } = await signedIn({ name, url, ...trust })
  const mark = await askMark(url)
  // The secret first: once the settings name the cluster, the tree opens it.
  await connections.storeSecret(name, secret)
  await writeClusters([...readClusters(), { ...cluster, ...mark }])
}

/** Signs in anew: a password that changed, a key that ended. */
export const signInAgain = async (connections: Connections, name: string): Promise<void> => {
  const known = connections.find(name)
  if (known === undefined) return
  const { username: _before, ...base } = known
  const { cluster, secret } = await signedIn(base)
  await connections.storeSecret(name, secret)
  await writeClusters(readClusters().map((one) => (one.name === name ? cluster : one)))
}

/** Takes a cluster out of the settings, and its secret out of the secret storage. */
export const removeCluster = async (connections: Connections, name: string): Promise<void> => {
  const remove = l10n.t('Remove')
  const answer = await vscode.window.showWarningMessage(
    l10n.t('Remove "{0}" from this editor?', name),
    {
      modal: true,
      detail: l10n.t('The cluster itself is not touched; what is kept of it here is forgotten.'),
    },
    remove,
  )
  if (answer !== remove) return
  await writeClusters(readClusters().filter((cluster) => cluster.name !== name))
  await connections.removeSecret(name)
}
