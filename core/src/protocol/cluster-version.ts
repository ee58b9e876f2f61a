/** True when `version` (such as `8.17.10` or `9.1.0-SNAPSHOT`) is `major.minor` or later. */
export const isAtLeast = (version: string, major: number, minor = 0): boolean => {
  const [ownMajor = 0, ownMinor = 0] = version.split('.').map((part) => Number.parseInt(part, 10))
  return ownMajor > major || (ownMajor === major && ownMinor >= minor)
}
