import * as l10n from '@vscode/l10n'
import { hasStatus } from '@patchbay/core'
import { z } from 'zod'
import type { RequestWay } from './request-way.ts'

const listed = z.object({
  tasks: z.array(
    z.object({
      node: z.string(),
      id: z.number(),
      cancellable: z.boolean(),
      parent_task_id: z.string().optional(),
      headers: z.record(z.string(), z.string()),
    }),
  ),
})

/** What became of a request's work when whoever sent it stopped waiting; of what can't be seen, why. */
export type Ended = { state: 'canceled' | 'over' } | { state: 'unknown'; why: string }

/** Who may not is told by which privilege they would. */
const refused = (error: unknown, privilege: string): Ended => {
  if (hasStatus(error, 403))
    return { state: 'unknown', why: l10n.t('that needs the cluster privilege {0}', privilege) }
  return { state: 'unknown', why: error instanceof Error ? error.message : String(error) }
}

/**
 * Cancels what a request began. Elasticsearch does that by itself for searches, whose connection is closed; a reindex or
 * an update by query would go on. Whoever may not see tasks, or not cancel them, learns that.
 */
export const cancelTasks = async ({ es }: RequestWay, mark: string): Promise<Ended> => {
  let needed = 'monitor'
  try {
    const { tasks } = listed.parse(
      await es.transport.request({ method: 'GET', path: '/_tasks', querystring: { group_by: 'none' } }),
    )
    const own = tasks.filter(
      (task) => task.headers['X-Opaque-Id'] === mark && task.cancellable && task.parent_task_id === undefined,
    )
    needed = 'cancel_task'
    for (const { node, id } of own)
      await es.transport.request({ method: 'POST', path: `/_tasks/${node}:${id}/_cancel` })
    return { state: own.length === 0 ? 'over' : 'canceled' }
  } catch (error) {
    return refused(error, needed)
  }
}
