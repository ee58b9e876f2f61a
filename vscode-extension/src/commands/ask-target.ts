import * as vscode from 'vscode'
import type { OpenCluster } from '../connection/connections.ts'
import { loadCore } from '../load-core.ts'
import { loadLook } from '../load-look.ts'
import { choose, type Field, type Operation } from './ask-field.ts'
import { Told } from '../told.ts'

const { l10n } = vscode

/** A pause in typing after which the cluster is asked for names. Milliseconds. */
const afterTyping = 200

type Item = vscode.QuickPickItem & { value: string }

const connectorItems = async (open: OpenCluster, query: string): Promise<Item[]> => {
  const { readConnectors } = await loadLook()
  const { items } = await readConnectors(open, { limit: 100, ...(query === '' ? {} : { query }) })
  return items.map(({ id, name, serviceType, index, badge }) => ({
    label: name ?? id,
    description: [serviceType, index, badge].filter(Boolean).join(' · '),
    value: id,
  }))
}

const refuseNone = async (list: string): Promise<never> => {
  const { noneWords } = await loadCore()
  throw new Told(noneWords(list))
}

/** Asks which connector: the list is the cluster's own and narrows as one types, however many there are. */
const askConnector = (operation: Operation, open: OpenCluster): Promise<string> =>
  new Promise((resolve, reject) => {
    const pick = vscode.window.createQuickPick<Item>()
    let timer: NodeJS.Timeout | undefined
    const look = async (query: string): Promise<void> => {
      pick.busy = true
      try {
        pick.items = await connectorItems(open, query)
        if (query === '' && pick.items.length === 0) await refuseNone('connector.list')
      } catch (error) {
        reject(error instanceof Error ? error : new Error(String(error)))
        pick.hide()
      }
      pick.busy = false
    }
    pick.title = operation.title
    pick.placeholder = l10n.t('Which connector?')
    pick.ignoreFocusOut = true
    pick.matchOnDescription = true
    pick.onDidChangeValue((value) => {
      clearTimeout(timer)
      timer = setTimeout(() => void look(value.trim()), afterTyping)
    })
    pick.onDidAccept(() => {
      const [chosen] = pick.selectedItems
      if (chosen === undefined) return
      resolve(chosen.value)
      pick.hide()
    })
    pick.onDidHide(() => {
      clearTimeout(timer)
      reject(new vscode.CancellationError())
      pick.dispose()
    })
    pick.show()
    void look('')
  })

const runItems = async (open: OpenCluster): Promise<Item[]> => {
  const { readRuns } = await loadCore()
  return (await readRuns(open)).map(({ run, title, target, state, requester }) => ({
    label: [title, target].filter(Boolean).join(' · '),
    description: `${state} · ${requester ?? ''}`,
    detail: run,
    value: run,
  }))
}

const jobItems = async (open: OpenCluster): Promise<Item[]> => {
  const { readJobs } = await loadCore()
  return (await readJobs(open, { limit: 100 })).map(({ id, kind, status, created, connector }) => ({
    label: `${kind} · ${status}`,
    description: new Date(created).toLocaleString(),
    detail: connector,
    value: id,
  }))
}

const indexItems = async (open: OpenCluster): Promise<Item[]> => {
  const { readIndices } = await loadCore()
  return (await readIndices(open)).map((name) => ({ label: name, value: name }))
}

const serviceTypeItems = async (): Promise<Item[]> => {
  const { serviceTypeNames } = await loadCore()
  return serviceTypeNames().map(({ id, name }) => ({ label: name, description: id, value: id }))
}

const operationItems = ({ core }: OpenCluster): Item[] =>
  core.operations.map(({ name, title }) => ({ label: title, description: name, value: name }))

interface Choices {
  items: (open: OpenCluster) => Item[] | Promise<Item[]>
  /** The operation whose empty list says why there is none. */
  list: string
}

const choices: Readonly<Record<string, Choices>> = {
  run: { items: runItems, list: 'approval.list' },
  job: { items: jobItems, list: 'sync.list' },
  serviceType: { items: serviceTypeItems, list: 'source.list' },
  operation: { items: operationItems, list: 'source.list' },
}
const indices: Choices = { items: indexItems, list: 'index.list' }

/** Asks for what an operation acts on, from what there is; undefined where the field has to be typed. */
export const askTarget = async (
  operation: Operation,
  field: Field,
  open: OpenCluster,
): Promise<string | undefined> => {
  if (field.name === 'connector') return askConnector(operation, open)
  const asking = { title: operation.title, asks: field.description }
  // What is there can be chosen; what is to be made has to be typed.
  const found = field.name === 'index' && operation.target === 'index' ? indices : choices[field.name]
  if (found === undefined) return undefined
  const items = await found.items(open)
  if (items.length === 0) await refuseNone(found.list)
  return (await choose(items, asking)).value
}
