const numbers = (version: string): number[] =>
  version.split('.').map((part) => Number.parseInt(part, 10) || 0)

/** Compares versions such as `8.17.10` by their numbers. */
export const versionAtLeast = (version: string, least: string): boolean => {
  const [have, want] = [numbers(version), numbers(least)]
  for (let index = 0; index < want.length; index++) {
    const difference = (have[index] ?? 0) - (want[index] ?? 0)
    if (difference !== 0) return difference > 0
  }
  return true
}
