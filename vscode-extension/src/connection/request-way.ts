import { connect, type Session } from '@patchbay/core'

/** By this header Elasticsearch knows the tasks of one request from all others. */
export const markHeader = 'x-opaque-id'

/** What sends requests: a session, or a way that waits for them longer. */
export type RequestWay = Pick<Session, 'es'>

/** Some requests take long; whoever waits can cancel. Milliseconds. */
export const answerWithin = 15 * 60_000

/** A way to a cluster on which requests may take long: the client never waits longer for one than for all. */
export const requestWay = (connection: Parameters<typeof connect>[0]): RequestWay => ({
  es: connect({ ...connection, requestTimeout: answerWithin }),
})
