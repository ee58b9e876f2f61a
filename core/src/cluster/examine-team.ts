import { readExecutors } from '../elasticsearch/executors.ts'
import { readWorkers } from '../elasticsearch/read-workers.ts'
import { counted } from '../lib/counted.ts'
import { readPolicy } from '../operations/read-policy.ts'
import { checkPrivileges } from '../privileges/check-privileges.ts'
import { privilegeWords } from '../privileges/describe-missing.ts'
import { allOf } from '../privileges/required.ts'
import { type Examine, type Finding, ok, problem, warning } from './diagnosis.ts'
import { skewed } from './examine-clock.ts'
import { findPolicyProblems } from './find-policy-problems.ts'
import { readPeople } from './read-people.ts'
import { readServices } from './read-services.ts'

export const examineWorkers: Examine = async ({ es }, { clock }) => {
  const now = clock.now()
  const workers = await readWorkers(es, now)
  const [running, silent] = ['running', 'silent'].map((state) =>
    workers.filter((worker) => worker.state === state),
  )
  const ahead = workers.filter(({ lastSeen }) => Date.parse(lastSeen) - now.getTime() > skewed)
  const found: Finding[] = [
    running?.length
      ? ok('workers', running.map(({ name, host }) => `${name} on ${host}`).join(', '))
      : warning(
          'workers',
          silent?.length ? `none runs; ${counted(silent.length, 'worker')} fell silent` : 'none runs',
          'Start one: `patchbay worker`. Without it only the connector service of Elastic runs syncs.',
        ),
  ]
  return [
    ...found,
    ...ahead.map(({ name, host }) =>
      warning('clock', `the clock of ${name} on ${host} is ahead of this one`, 'Let both machines use NTP.'),
    ),
  ]
}

export const examineServices: Examine = async ({ es }, { clock }) => {
  const running = (await readExecutors(es, clock.now())).filter(({ state }) => state === 'running')
  const names = running.map(
    ({ name, host, runsAs }) => `${name} on ${host}${runsAs.length === 0 ? '' : ` as ${runsAs.join(', ')}`}`,
  )
  return [
    ok(
      'services',
      names.length === 0 ? 'none executes runs; whoever asks executes what was approved' : names.join(' · '),
    ),
  ]
}

export const examinePolicy: Examine = async ({ es, session, cluster }, { catalogue, clock }) => {
  const versions = await readPolicy(es)
  const newest = versions.at(-1) ?? versions[0]
  const problems = findPolicyProblems(
    { rules: [...newest.policy.rules, ...cluster.stricter] },
    {
      operations: catalogue,
      people: await readPeople(session),
      services: await readServices(es, clock.now()),
    },
  )
  if (problems.length === 0)
    return [ok('policy', `version ${newest.n}, ${counted(newest.policy.rules.length, 'rule')}`)]
  return problems.map(({ kind, rule, problem: what }) =>
    (kind === 'lock-out' ? problem : warning)(
      'policy',
      rule === null ? what : `rule ${rule}: ${what}`,
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
