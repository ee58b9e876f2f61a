import { readExecutors } from '../elasticsearch/executors.ts'
import { announcedName, stateWords } from '../elasticsearch/read-announced.ts'
import { isMissed, type KnownWorker, readWorkers } from '../elasticsearch/read-workers.ts'
import { counted } from '../lib/counted.ts'
import { readPolicy } from '../operations/read-policy.ts'
import { checkPrivileges } from '../privileges/check-privileges.ts'
import { privilegeWords } from '../privileges/describe-missing.ts'
import { allOf } from '../privileges/required.ts'
import { type Examine, type Finding, ok, problem, warning } from './diagnosis.ts'
import { aheadWords, skewed } from './examine-clock.ts'
import { findPolicyProblems, problemLines } from './find-policy-problems.ts'
import { readPeople } from './read-people.ts'
import { readServices } from './read-services.ts'

/** Of many that died one reads the last. */
const named = 3

export const examineWorkers: Examine = async ({ es }) => {
  const workers = await readWorkers(es)
  const running = workers.filter(({ state }) => state === 'running')
  const silent = workers.filter(isMissed)
  const missed = silent.slice(0, named).map((worker) => `${announcedName(worker)} ${stateWords(worker)}`)
  if (silent.length > named) missed.push(`${counted(silent.length - named, 'other')} not seen any more`)
  const found =
    running.length > 0
      ? ok('workers', [running.map(announcedName).join(', '), ...missed].join(' · '))
      : warning(
          'workers',
          ['none runs', ...missed].join('; '),
          'Start one: `patchbay worker`. Without it only the connector service of Elastic runs syncs.',
        )
  const off = running.filter(({ ahead }) => Math.abs(ahead) > skewed)
  const clockOf = (worker: KnownWorker) =>
    `the clock of ${announcedName(worker)} is ${aheadWords(worker.ahead)} Elasticsearch`
  return [found, ...off.map((worker) => warning('clock', clockOf(worker), 'Let both machines use NTP.'))]
}

export const examineServices: Examine = async ({ es }) => {
  const running = (await readExecutors(es)).filter(({ state }) => state === 'running')
  const names = running.map(
    (service) =>
      `${announcedName(service)}${service.runsAs.length === 0 ? '' : ` as ${service.runsAs.join(', ')}`}`,
  )
  return [
    ok(
      'services',
      names.length === 0 ? 'none executes runs; whoever asks executes what was approved' : names.join(' · '),
    ),
  ]
}

export const examinePolicy: Examine = async ({ es, session, cluster }, { catalogue }) => {
  const versions = await readPolicy(es)
  const newest = versions.at(-1) ?? versions[0]
  const problems = findPolicyProblems(
    { rules: [...newest.policy.rules, ...cluster.stricter] },
    {
      operations: catalogue,
      people: await readPeople(session),
      services: await readServices(es),
    },
  )
  if (problems.length === 0)
    return [ok('policy', `version ${newest.n}, ${counted(newest.policy.rules.length, 'rule')}`)]
  return problemLines(problems).map(({ kind, line }) =>
    (kind === 'lock-out' ? problem : warning)(
      'policy',
      line,
      '`patchbay policy get` shows the rules, `patchbay policy set` replaces them.',
    ),
  )
}

/** One line a noun: what you lack for some of its operations is no fault of the cluster. */
export const examinePrivileges: Examine = (context, { catalogue, privilegesOf }) => {
  const ofNoun = async (noun: string): Promise<Finding> => {
    const operations = catalogue.filter((operation) => operation.noun === noun)
    const needed = await Promise.all(operations.map(({ name }) => privilegesOf(context, name, undefined)))
    const { all, missing } = await checkPrivileges(context.es, allOf(...needed), context.cluster.version)
    const check = `privileges: ${noun}`
    return all
      ? ok(check, `${counted(operations.length, 'operation')}, all of them allowed`)
      : warning(
          check,
          `${context.actor.username} lacks ${privilegeWords(missing).join(' · ')}`,
          `\`patchbay privilege explain ${noun}.VERB\` shows the role for one operation, if you need it.`,
        )
  }
  return Promise.all([...new Set(catalogue.map(({ noun }) => noun))].map(ofNoun))
}
