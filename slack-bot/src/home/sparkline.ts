/** How a sync ended, and how much it changed. */
export interface SyncResult {
  status: string
  changed: number
}

const bars = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const

/** A bar for what was completed, as high as what it changed beside the others; a mark for everything else. */
const sign = ({ status, changed }: SyncResult, most: number): string => {
  if (status === 'error') return '✕'
  if (status !== 'completed') return status === 'canceled' || status === 'canceling' ? '○' : '◐'
  // By its magnitude: a first sync of millions would flatten all that follow.
  const height = most === 0 ? 0 : Math.round((Math.log1p(changed) / Math.log1p(most)) * (bars.length - 1))
  return bars[height] ?? bars[0]
}

/** The last syncs as one short text, the oldest first. */
export const sparkline = (results: readonly SyncResult[]): string => {
  const most = Math.max(0, ...results.map(({ changed }) => changed))
  return results.map((result) => sign(result, most)).join('')
}

const number = (value: number): string => value.toLocaleString('en-US')

/** The same in words, for whoever doesn't see it: `9 of 10 completed, the last one failed`. */
export const sparkWords = (results: readonly SyncResult[]): string => {
  const completed = results.filter(({ status }) => status === 'completed').length
  const last = results.at(-1)
  if (last === undefined) return 'no sync in 7 days'
  const many = results.length === 1 ? '' : `${completed} of ${results.length} completed, `
  const words: Readonly<Record<string, string>> = {
    completed: `the last one changed ${number(last.changed)}`,
    error: 'the last one failed',
    canceled: 'the last one was canceled',
    canceling: 'the last one is being canceled',
    pending: 'one waits',
    in_progress: 'one runs',
    suspended: 'one is suspended',
  }
  return `${many}${words[last.status] ?? `the last one is ${last.status}`}`
}
