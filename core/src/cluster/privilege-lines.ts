import type { Required } from '../privileges/required.ts'

/** One line a privilege: where it is needed, and whether it is there. */
export const privilegeLines = (required: Required, missing: Required) => {
  const lacking = new Set([
    ...missing.cluster,
    ...missing.index.flatMap(({ names, privileges }) => privileges.map((one) => `${one} on ${names.join()}`)),
  ])
  const cluster = [...new Set(required.cluster)].map((privilege) => ({
    privilege,
    on: 'the cluster',
    held: !lacking.has(privilege),
  }))
  const index = required.index.flatMap(({ names, privileges }) =>
    names.flatMap((on) =>
      privileges.map((privilege) => ({ privilege, on, held: !lacking.has(`${privilege} on ${on}`) })),
    ),
  )
  const unique = new Map([...cluster, ...index].map((line) => [`${line.privilege} on ${line.on}`, line]))
  return [...unique.values()]
}
