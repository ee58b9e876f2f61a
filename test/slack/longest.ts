/**
 * Milliseconds that a test waits for what it has caused: it comes, so this only ends a test in which it doesn't. No test
 * tells by it that something is fast.
 */
export const longest = 90_000
/** Of a whole test. */
export const longestTest = 120_000
