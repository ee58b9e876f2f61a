import { z } from 'zod'
import { countByIndex } from '../elasticsearch/count-by-index.ts'
import { jobsSince } from '../elasticsearch/jobs-since.ts'
import { listConnectors } from '../elasticsearch/list-connectors.ts'
import { readKeys } from '../elasticsearch/read-keys.ts'
import { type Context, defineOperation, type OperationDeps } from '../operations/define-operation.ts'
import { toReadConnectors } from '../privileges/connector-privileges.ts'
import {
  type HealthFacts,
  type HealthFinding,
  type HealthGrade,
  healthGrades,
  healthOf,
} from '../protocol/connector-health.ts'
import type { ConnectorSummary } from '../protocol/connector.ts'
import { usualContentPatterns } from '../protocol/content-index.ts'
import type { FinishedJob } from '../protocol/sync-stats.ts'
import { connectorLabel } from '../steps/connector-target.ts'
import { nextPage, pageFields } from '../steps/page-fields.ts'
import { keyFacts } from './key-facts.ts'
import { lookAtIndex } from './look-at-index.ts'

const input = z.strictObject({
  grade: z
    .enum(['unfinished', 'warning', 'bad'])
    .default('warning')
    .describe('only what is this bad or worse'),
  code: z.string().min(1).optional().describe('only this kind of problem, such as sync-failed'),
  ...pageFields,
})

const day = 86_400_000
/** A page of this many is what one search returns. */
const most = 10_000
/** How many indices are looked at one by one, where their count can't say what it means. */
const looksAtMost = 20

/** Jobs of the last seven days, and those that still wait or run, however old. */
const readJobs = async ({ es }: Context, now: Date) => {
  const always = new Date(0)
  const [{ jobs, complete }, ...open] = await Promise.all([
    jobsSince(es, { since: new Date(now.getTime() - 7 * day) }),
    jobsSince(es, { since: always, status: 'pending' }),
    jobsSince(es, { since: always, status: 'in_progress' }),
    jobsSince(es, { since: always, status: 'canceling' }),
  ])
  const known = new Set(jobs.map(({ id }) => id))
  const older = open.flatMap((found) => found.jobs.filter(({ id }) => !known.has(id)))
  const byConnector = Map.groupBy([...jobs, ...older], ({ connector }) => connector.id)
  return { jobsOf: (id: string): readonly FinishedJob[] => byConnector.get(id) ?? [], complete }
}

/** Indices that connectors name and the usual patterns don't cover; as many as an address has room for. */
const otherIndices = (connectors: readonly ConnectorSummary[]): string[] => {
  const prefixes = usualContentPatterns.map((pattern) => pattern.replace('*', ''))
  const names = connectors.flatMap(({ index_name: name }) => (name ? [name] : []))
  return [...new Set(names.filter((name) => !prefixes.some((prefix) => name.startsWith(prefix))))].slice(
    0,
    30,
  )
}

/**
 * Which documents are there. Counted in one request for all; an index that seems to lack some is looked at by itself,
 * since a count can't tell a gone index from one that is empty or hidden.
 */
const readIndices = async (
  { es }: Context,
  connectors: readonly ConnectorSummary[],
  { seemsWrong }: { seemsWrong: (connector: ConnectorSummary, documents: number) => boolean },
): Promise<(connector: ConnectorSummary) => Pick<HealthFacts, 'indexThere' | 'documents'>> => {
  const counts = await countByIndex(es, [...usualContentPatterns, ...otherIndices(connectors)])
  const documentsOf = ({ index_name: name }: ConnectorSummary) => counts.get(name ?? '') ?? 0
  const doubtful = connectors
    .filter((connector) => connector.index_name && seemsWrong(connector, documentsOf(connector)))
    .slice(0, looksAtMost)
  const looked = new Map(
    await Promise.all(
      doubtful.map(async ({ id, index_name: name }) => [id, await lookAtIndex(es, name)] as const),
    ),
  )
  return ({ id }) => looked.get(id) ?? { indexThere: undefined, documents: undefined }
}

const row = (connector: ConnectorSummary, { grade, code, what, next }: HealthFinding) => ({
  name: connectorLabel(connector),
  grade,
  code,
  what,
  next,
  serviceType: connector.service_type ?? null,
  connector: connector.id,
})

const rank = (grade: HealthGrade): number => healthGrades.indexOf(grade)

export const listProblems = defineOperation({
  name: 'connector.problems',
  version: 1,
  title: 'List problems',
  summary:
    'Shows every connector that is not well, the worst first, and what to do: all of them at one look.',
  risk: 'read',
  input,
  privileges: (_input, _target, cluster) => toReadConnectors(cluster.version),
  run: (deps: Pick<OperationDeps, 'clock'>) => async (context, asked) => {
    const now = deps.clock.now()
    const [{ items: connectors, total: all }, { jobsOf, complete }, keys] = await Promise.all([
      listConnectors(context.es, {}, { from: 0, size: most }),
      readJobs(context, now),
      readKeys(context.es),
    ])
    const healthWith = (
      connector: ConnectorSummary,
      index: Pick<HealthFacts, 'indexThere' | 'documents'>,
    ): HealthFinding[] =>
      healthOf({
        connector,
        // The configuration is not even fetched: whether it is complete, the status says.
        missing: [],
        jobs: jobsOf(connector.id),
        key: keyFacts(connector, keys),
        ...index,
        now,
      }).findings
    const indexOf = await readIndices(context, connectors, {
      seemsWrong: (connector, documents) =>
        healthWith(connector, { indexThere: true, documents }).some(
          ({ code }) => code === 'documents-missing',
        ),
    })
    const rows = connectors
      .flatMap((connector) =>
        healthWith(connector, indexOf(connector)).map((finding) => row(connector, finding)),
      )
      // Of more jobs than can be listed the older ones, and the last full sync among them, are not known.
      .filter(({ code }) => complete || code !== 'full-sync-old')
      .filter(({ grade, code }) => rank(grade) >= rank(asked.grade) && (asked.code ?? code) === code)
      .toSorted((a, b) => rank(b.grade) - rank(a.grade) || a.name.localeCompare(b.name))
    const { after, limit } = asked
    return {
      items: rows.slice(after, after + limit),
      total: rows.length,
      next: nextPage(asked, rows.length),
      connectors: all,
      /** False where there are more connectors than one look takes in. */
      complete: all <= most,
    }
  },
})
