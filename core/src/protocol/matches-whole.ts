import { runInNewContext } from 'node:vm'

/** Milliseconds that a pattern may think about one value. */
const patience = 100

const compiles = (pattern: string): boolean => {
  try {
    return new RegExp(pattern).source !== ''
  } catch {
    // Written for another language's regular expressions: the service that owns it checks it.
    return false
  }
}

/**
 * Whether a pattern of a connector's own configuration matches the whole value. The pattern comes from outside and may
 * think for ever, so it is stopped after a moment and then counts as not matching. One that this language can't read
 * says nothing against any value.
 */
export const matchesWhole = (value: string, pattern: string): boolean => {
  if (!compiles(pattern)) return true
  try {
    const found: unknown = runInNewContext(
      'new RegExp(`^(?:${pattern})$`).test(value)',
      { pattern, value },
      { timeout: patience },
    )
    return found === true
  } catch {
    return false
  }
}
