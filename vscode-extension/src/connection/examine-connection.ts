import * as l10n from '@vscode/l10n'
import { z } from 'zod'
import { inEditor } from '../views/in-editor.ts'
import { errorLines } from '../views/lines.ts'
import { type Ground, resultOf } from '../tree/result-of.ts'

const findings = z.object({
  items: z.array(
    z.object({ check: z.string(), state: z.string(), found: z.string(), next: z.string().nullable() }),
  ),
})
const privileges = z.object({
  allThere: z.boolean(),
  privileges: z.array(z.object({ privilege: z.string(), on: z.string(), held: z.boolean() })),
})

/** Checks of the whole cluster that say whether one can work with it; the rest is what `cluster.doctor` is for. */
const ofConnection = new Set(['version', 'licence', 'indices', 'roles', 'policy', 'workers'])
/** What people do most, from looking to what is dangerous. */
const usual = ['connector.list', 'connector.configure', 'sync.start', 'api-key.rotate', 'approval.decide']

const marks: Readonly<Record<string, string>> = { ok: '●', warning: '◐', problem: '✕' }

const tried = async (what: string, ask: () => Promise<string[]>): Promise<string[]> => {
  try {
    return await ask()
  } catch (error) {
    const { message, next } = errorLines(error)
    return [`✕ ${what}: ${message}`, `    ${next}`]
  }
}

/** What works on a cluster for whoever signed in, and what doesn't and why; a line for each. */
export const examineConnection = async (ground: Ground): Promise<string[]> => {
  const { cluster, actor } = ground.session
  const who =
    actor.apiKey === undefined
      ? actor.username
      : l10n.t('{0}, by the key {1}', actor.username, actor.apiKey.name)
  return [
    `● Elasticsearch ${cluster.version}${cluster.local ? ' (local)' : ''}, ${cluster.uuid}`,
    l10n.t(
      '● signed in as {0} ({1}); roles: {2}',
      who,
      actor.realm,
      actor.roles.join(', ') || l10n.t('none'),
    ),
    ...(actor.apiKey === undefined
      ? []
      : [l10n.t('◐ a key can neither vote nor make keys with privileges: sign in by password for those')]),
    ...(await tried(l10n.t('Connector API'), async () => {
      await ground.session.es.connector.list({ size: 1 })
      return [l10n.t('● the Connector API answers')]
    })),
    ...(await tried(l10n.t('the set-up'), async () =>
      findings
        .parse(await resultOf(ground, 'cluster.doctor', {}))
        .items.filter(({ check }) => ofConnection.has(check))
        .flatMap(({ check, state, found, next }) => [
          `${marks[state] ?? '○'} ${check}: ${found}`,
          ...(next === null ? [] : [`    ${inEditor(next)}`]),
        ]),
    )),
    ...(await Promise.all(usual.map((operation) => allowed(ground, operation)))).flat(),
  ]
}

const allowed = (ground: Ground, operation: string): Promise<string[]> =>
  tried(operation, async () => {
    const { allThere, privileges: lines } = privileges.parse(
      await resultOf(ground, 'privilege.check', { operation }),
    )
    const missing = lines.filter(({ held }) => !held).map(({ privilege, on }) => `${privilege} on ${on}`)
    return allThere
      ? [l10n.t('● you may: {0}', operation)]
      : [l10n.t('○ you may not: {0}', operation), `    ${missing.join(', ')}`]
  })
