import type { RunEvent } from '../run-log/event.ts'

const because = (reason: string | undefined): string => (reason === undefined ? '' : `: "${reason}"`)

const stepWords = { begin: 'began', end: 'ended', wait: 'waits' } as const

/** What an event says, in a few words. */
export const eventWords = (event: RunEvent): string => {
  switch (event.type) {
    case 'requested':
      return `asked for ${event.operation}${event.targetLabel === undefined ? '' : ` of ${event.targetLabel}`}${because(event.reason)}`
    case 'vote':
      return `${event.choice === 'approve' ? 'approved' : 'rejected'}${because(event.reason)}`
    case 'withdrawn':
      return `withdrew it${because(event.reason)}`
    case 'released':
      return 'let it begin'
    case 'executing':
      return `began attempt ${event.attempt}`
    case 'step':
      return `step ${event.name} ${stepWords[event.phase]}${event.until === undefined ? '' : ` until ${event.until}`}`
    case 'ready':
      return event.waitsFor === 'collect' ? 'ready to be collected' : 'waits for sensitive input'
    case 'done':
      return 'done'
    case 'failed':
      return `failed: ${event.error.message}`
    case 'abandoned':
      return `abandoned it${because(event.reason)}`
  }
}
