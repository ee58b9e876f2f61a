import * as l10n from '@vscode/l10n'
import type { Problem } from './problem.ts'
import type { FileRequest, RequestFile } from './request-file.ts'

/** What is deleted by these is a cursor or a result that ends by itself anyhow. */
const passing = /^(?:_search\/scroll|_pit|_async_search|_sql\/close|_query\/async|_tasks)(?:\/|$)/

/** Whether it takes away what can't be brought back by another request. */
const takesAway = ({ method, target }: FileRequest): boolean => {
  const path = (target.split('?')[0] ?? '').replace(/^\/+/, '')
  if (method === 'DELETE') return !passing.test(path)
  return method === 'POST' && /(?:^|\/)_delete_by_query$/.test(path)
}

/**
 * Requests that delete, and that nothing asks about before they are sent: neither the file nor the guard of the cluster.
 * The mend makes the file ask.
 */
export const findUnguarded = (
  { text, requests }: Pick<RequestFile, 'text' | 'requests'>,
  isGuarded: (request: FileRequest) => boolean,
): Problem[] => {
  const eol = text.includes('\r\n') ? '\r\n' : '\n'
  return requests
    .filter((request) => !request.confirm && !request.broken && takesAway(request) && !isGuarded(request))
    .map((request) => ({
      code: 'request.unguarded',
      severity: 'warning',
      message: l10n.t('This deletes, and nothing asks before it is sent.'),
      start: request.methodSpan.start,
      end: request.targetSpan.end,
      fix: {
        title: l10n.t('Ask before it is sent: # @confirm'),
        edits: [
          {
            start: request.methodSpan.start,
            end: request.methodSpan.start,
            text: `# @confirm${eol}`,
          },
        ],
      },
    }))
}
