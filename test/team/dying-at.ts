import { errors } from '@elastic/elasticsearch'
import { type Clock, type Intercept, systemClock } from '@patchbay/core'

/** A clock whose sleeps are over at once: silence is watched without waiting for it. */
export const hurriedClock = (): Clock => {
  let ahead = 0
  return {
    now: () => systemClock.now(),
    monotonic: () => systemClock.monotonic() + ahead,
    sleep: (milliseconds) => {
      ahead += milliseconds
      return Promise.resolve()
    },
  }
}

/** The third is no death: the process lives on, and doesn't know whether its call was applied. */
export const moments = ['before it is sent', 'after it was applied', 'when its answer is lost'] as const
export type Moment = (typeof moments)[number]

type Call = Parameters<Intercept>[0]

/** At which of its calls, or of those that count, a process dies. */
export interface Death {
  at: number
  moment: Moment
  counts?: (call: Call) => boolean
}

const reads = /\/_(search|count|mget|has_privileges)$/

export const isWrite = ({ method, path }: Call): boolean =>
  method !== 'GET' && method !== 'HEAD' && !reads.test(path)

class Killed extends Error {}

/** A process that, once armed, dies at a call: nothing that it calls from then on gets through. */
export const dyingAt = ({ at, moment, counts = () => true }: Death) => {
  let armed = false
  let calls = 0
  const intercept: Intercept = async (call, send) => {
    if (!armed) return send()
    const struck = calls >= at
    if (!struck && counts(call)) calls += 1
    if (calls < at) return send()
    if (moment === 'when its answer is lost') {
      const answer = await send()
      if (struck) return answer
      throw new errors.ConnectionError('the answer is lost')
    }
    if (!struck && moment === 'after it was applied') await send()
    throw new Killed(`killed at call ${at}`)
  }
  return {
    intercept,
    arm: () => {
      armed = true
    },
    died: () => calls >= at,
  }
}
