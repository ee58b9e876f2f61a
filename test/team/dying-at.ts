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

export type Moment = 'before it is sent' | 'after it was applied'

class Killed extends Error {}

/** A process that, once armed, dies at its call number `at`: nothing that it calls from then on gets through. */
export const dyingAt = (at: number, moment: Moment) => {
  let armed = false
  let calls = 0
  const intercept: Intercept = async (_call, send) => {
    if (!armed) return send()
    calls += 1
    if (calls < at) return send()
    if (calls === at && moment === 'after it was applied') await send()
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
