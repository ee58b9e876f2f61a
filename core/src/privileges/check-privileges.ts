import type { Client } from '@elastic/elasticsearch'
import { z } from 'zod'
import { knowsPrivilege } from '../protocol/privilege-names.ts'
import type { Required } from './required.ts'

const held = z.record(z.string(), z.boolean())
const answer = z.object({ cluster: held.default({}), index: z.record(z.string(), held).default({}) })

export interface PrivilegeCheck {
  all: boolean
  /** What isn't there; one entry an index name. */
  missing: Required
}

const without = (
  privileges: readonly string[],
  have: Readonly<Record<string, boolean>> | undefined,
): string[] => [...new Set(privileges)].filter((privilege) => have?.[privilege] !== true)

/** The client's lists of names leave out raw actions and newer privileges that Elasticsearch itself takes. */
const asked = <Name extends string>(privileges: readonly string[]): Name[] => [...privileges] as Name[]

/**
 * Asks Elasticsearch which of the privileges whoever `es` acts as holds. A privilege that this version doesn't know
 * is not asked about, since the question would fail, and counts as held: nothing there asks for it.
 */
export const checkPrivileges = async (
  es: Client,
  required: Required,
  version: string,
): Promise<PrivilegeCheck> => {
  const cluster = required.cluster.filter((privilege) => knowsPrivilege(version, privilege))
  if (cluster.length === 0 && required.index.length === 0)
    return { all: true, missing: { cluster: [], index: [] } }
  const response = await es.security.hasPrivileges({
    ...(cluster.length === 0 ? {} : { cluster: asked(cluster) }),
    ...(required.index.length === 0
      ? {}
      : {
          index: required.index.map(({ names, privileges, allowRestricted }) => ({
            names: [...names],
            privileges: asked(privileges),
            ...(allowRestricted === true ? { allow_restricted_indices: true } : {}),
          })),
        }),
  })
  const have = answer.parse(response)
  const missing: Required = {
    cluster: without(cluster, have.cluster),
    index: required.index.flatMap(({ names, privileges }) =>
      names.flatMap((name) => {
        const lacking = without(privileges, have.index[name])
        return lacking.length === 0 ? [] : [{ names: [name], privileges: lacking }]
      }),
    ),
  }
  return { all: missing.cluster.length === 0 && missing.index.length === 0, missing }
}
