/** Which versions this server can be: what it says of itself it must also do. Tested as 8.17, 8.19 and 9.1. */
const families = [
  { major: 8, first: 15, last: 19 },
  { major: 9, first: 0, last: 6 },
] as const

const range = ({ major, first, last }: (typeof families)[number]): string =>
  `${major}.${first} to ${major}.${last}`

/** Throws one sentence for what is no version, and for one whose ways this server doesn't know. */
export const checkVersion = (version: string): void => {
  const [, major, minor] = /^(\d+)\.(\d+)\.\d+$/.exec(version) ?? []
  if (major === undefined) throw new Error(`"${version}" is no version. One looks like 8.17.10.`)
  const [family] = families.filter((one) => one.major === Number(major))
  if (family !== undefined && Number(minor) >= family.first && Number(minor) <= family.last) return
  throw new Error(
    `Local Elasticsearch doesn't know the ways of version ${version}: it can be ${families.map(range).join(', and ')}, such as 8.17.10, 8.19.21 or 9.1.0.`,
  )
}
