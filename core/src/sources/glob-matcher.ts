import picomatch from 'picomatch'

/**
 * Paths that one of some patterns takes: `**`, `*`, `?`, `[...]`, `[!...]`; hidden files too, as Python's glob does.
 */
export const globMatcher = (...patterns: readonly string[]): ((path: string) => boolean) => {
  const matches = picomatch(
    patterns.map((pattern) => pattern.replaceAll('[!', '[^')),
    { dot: true, nobrace: true, noextglob: true, nonegate: true },
  )
  return (path) => matches(path)
}
