import * as vscode from 'vscode'
import { requireTrust } from '../commands/require-trust.ts'
import type { Services } from '../commands/services.ts'
import { loadCore } from '../load-core.ts'
import tools from '../tools.gen.json' with { type: 'json' }
import { Told } from '../told.ts'

const { l10n } = vscode

type Input = Record<string, unknown>

/** A model names the cluster; where there is only one, it need not. */
const clusterOf = (services: Services, { cluster }: Input): string => {
  const names = services.connections.list().map(({ name }) => name)
  const [only, ...others] = names
  if (typeof cluster === 'string' && names.includes(cluster)) return cluster
  if (cluster === undefined && only !== undefined && others.length === 0) return only
  throw new Told(
    names.length === 0
      ? l10n.t('No cluster is known. A person adds one in the Patchbay view.')
      : l10n.t('cluster: must be one of {0}.', names.join(', ')),
  )
}

const answer = (value: unknown): vscode.LanguageModelToolResult =>
  new vscode.LanguageModelToolResult([new vscode.LanguageModelTextPart(JSON.stringify(value))])

/** As the manifest calls it. */
const nameOf = (operation: string): string => `patchbay_${operation.replaceAll(/[.-]/g, '_')}`

/** What people call it, and how much it can break; known to the core, which activation doesn't load. */
const aboutOf = async (name: string): Promise<{ title: string; risk: string }> => {
  const { createCore } = await loadCore()
  return createCore().operations.find((one) => one.name === name) ?? { title: name, risk: 'irreversible' }
}

const toolOf = (services: Services, operation: string): vscode.LanguageModelTool<Input> => ({
  async prepareInvocation({ input }) {
    const { title, risk } = await aboutOf(operation)
    return {
      invocationMessage: `Patchbay: ${title}`,
      // Only courtesy: what protects a cluster is its policy, which this dialog can't switch off.
      ...(risk === 'read'
        ? {}
        : {
            confirmationMessages: {
              title,
              message: l10n.t(
                'With {0}. Where policy says so, it waits for the approval of a person.',
                JSON.stringify(input),
              ),
            },
          }),
    }
  },
  async invoke({ input }, token) {
    const { callTool, errorLines } = await loadCore()
    const stop = new AbortController()
    token.onCancellationRequested(() => stop.abort(new vscode.CancellationError()))
    try {
      requireTrust()
      const cluster = clusterOf(services, input)
      const { cluster: _named, ...given } = input
      const open = await services.connections.open(cluster)
      const said = await callTool(open, { name: operation, given, signal: stop.signal })
      services.log.info(`${cluster} ${operation}: asked for by a language model`)
      if (said.waits !== undefined) await services.followed.follow({ cluster, run: said.waits })
      if ((await aboutOf(operation)).risk !== 'read') services.tree.refresh({ kind: 'cluster', cluster })
      return answer(said.answer)
    } catch (error) {
      return answer({ error: errorLines(error) })
    }
  },
})

/** The operations as tools of language models in the editor; an editor without them has none. */
export const registerTools = (services: Services): vscode.Disposable[] =>
  // Older editors, and some that are made from VS Code, have no language models.
  typeof vscode.lm?.registerTool === 'function'
    ? tools.map((operation) => vscode.lm.registerTool(nameOf(operation), toolOf(services, operation)))
    : []
