import type { Node } from '../tree/node.ts'
import { showError } from '../views/show-error.ts'
import { requireTrust } from './require-trust.ts'
import { runOnMany } from './run-on-many.ts'
import { type CalledOn, runOperation } from './run-operation.ts'
import type { Services } from './services.ts'

type ConnectorNode = Extract<Node, { kind: 'connector' }>

const isConnector = (node: Node): node is ConnectorNode => node.kind === 'connector'

/** What a row stands for in the input of an operation. */
const calledOn = (node: Node): CalledOn => {
  const { cluster } = node
  switch (node.kind) {
    case 'connector':
    case 'part':
      return { cluster, input: { connector: node.connector.id } }
    case 'job':
      return { cluster, input: { job: node.job.id } }
    case 'run':
      return { cluster, input: { run: node.run.run } }
    default:
      return { cluster }
  }
}

/** An operation, called on no row, on one, or on several. */
export const runOnNodes = async (services: Services, name: string, nodes: readonly Node[]): Promise<void> => {
  const connectors = nodes.filter(isConnector)
  const [only] = nodes
  if (connectors.length < 2) {
    await runOperation(services, name, only === undefined ? {} : calledOn(only))
    return
  }
  try {
    requireTrust()
    await runOnMany(services, name, connectors)
  } catch (error) {
    await showError(error, services.log)
  }
}
