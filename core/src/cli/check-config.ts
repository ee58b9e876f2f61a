import { X509Certificate } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { z } from 'zod'
import { nearest } from '../lib/nearest.ts'
import { matchesPattern } from '../operations/policy.ts'
import { cloudUrl } from './cloud-url.ts'
import { type ClusterConfig, clusterConfigSchema, type Config, configSchema } from './config-schema.ts'
import { inOrder, type JsonProblem, locateIn, schemaProblems, syntaxProblems } from './json-problems.ts'
import type { Environment } from './login-of-cluster.ts'

/** A problem of a configuration file; a warning may be right elsewhere: another machine has other secrets. */
export interface ConfigProblem extends JsonProblem {
  level: 'problem' | 'warning'
}

interface Found {
  path: readonly string[]
  /** What is wrong, after the path. */
  what: string
  fix: string
  level?: 'warning'
}

interface Around {
  file: string
  env: Environment
  operations: readonly string[]
}

const record = z.record(z.string(), z.unknown())

const quoted = (names: readonly string[]): string => names.map((name) => `"${name}"`).join(' or ')

/** A file that the configuration names is there. */
const ofFile = (path: readonly string[], named: string | undefined, { file }: Around): Found[] => {
  if (named === undefined) return []
  const place = resolve(dirname(file), named)
  const stat = statSync(place, { throwIfNoEntry: false })
  if (stat?.isFile() === true) return []
  const what = stat === undefined ? 'is not there' : 'is no file'
  return [{ path, what: `${place} ${what}`, fix: 'Write it, or name another; paths begin at this file.' }]
}

/** A file that holds a secret is there, and nobody else can read it. */
const ofSecret = (path: readonly string[], named: string | undefined, around: Around): Found[] => {
  const missing = ofFile(path, named, around)
  if (named === undefined || missing.length > 0 || process.platform === 'win32') return missing
  const place = resolve(dirname(around.file), named)
  if ((statSync(place).mode & 0o077) === 0) return []
  return [{ path, what: `others can read ${place}`, fix: `Run \`chmod 600 ${place}\`.`, level: 'warning' }]
}

const ofCertificate = (path: readonly string[], named: string | undefined, around: Around): Found[] => {
  const missing = ofFile(path, named, around)
  if (named === undefined || missing.length > 0) return missing
  try {
    return new X509Certificate(readFileSync(resolve(dirname(around.file), named))).ca
      ? []
      : [
          {
            path,
            what: 'is no authority’s certificate',
            fix: 'Give that of who issued it.',
            level: 'warning',
          },
        ]
  } catch {
    return [{ path, what: 'is no certificate', fix: 'It is a PEM file: it begins with BEGIN CERTIFICATE.' }]
  }
}

const ofVariable = (path: readonly string[], variable: string | undefined, { env }: Around): Found[] =>
  variable === undefined || (env[variable] ?? '') !== ''
    ? []
    : [{ path, what: `the environment has no ${variable}`, fix: `Set ${variable}.`, level: 'warning' }]

const ofAddress = (path: readonly string[], config: ClusterConfig): Found[] => {
  const { url, cloudId, caFile, caFingerprint } = config
  if (url === undefined && cloudId === undefined)
    return [{ path, what: 'has no address', fix: 'Give it "url" or "cloudId".' }]
  const found: Found[] = []
  if (url !== undefined && cloudId !== undefined)
    found.push({ path: [...path, 'cloudId'], what: '"url" counts, and there is one', fix: 'Take one away.' })
  if (url?.startsWith('http:') === true && (caFile ?? caFingerprint) !== undefined) {
    found.push({
      path: [...path, 'url'],
      what: 'http proves nobody, and nothing is checked',
      fix: 'Write https://….',
    })
  }
  try {
    if (cloudId !== undefined) cloudUrl(cloudId)
  } catch {
    found.push({
      path: [...path, 'cloudId'],
      what: 'is no Cloud ID',
      fix: 'Copy it from the deployment’s page.',
    })
  }
  return found
}

/** One way to sign in, and all of it. */
const ofSigningIn = (path: readonly string[], config: ClusterConfig, service: boolean): Found[] => {
  const given = (['passwordEnv', 'passwordFile', 'apiKeyEnv', 'apiKeyFile'] as const).filter(
    (name) => config[name] !== undefined,
  )
  const [first, ...others] = given
  if (others.length > 0) {
    const fix = `Keep ${quoted(given)}.`
    return [{ path: [...path, others[0] ?? ''], what: `"${first ?? ''}" is there too`, fix }]
  }
  if (first === undefined && config.username !== undefined) {
    const fix = 'Give it "passwordEnv" or "passwordFile".'
    return [{ path: [...path, 'username'], what: 'has no password', fix }]
  }
  // A worker or a bot has a key of its own.
  if (first === undefined && !service) {
    const fix = 'Give it "username" with "passwordEnv" or "passwordFile", or "apiKeyEnv" or "apiKeyFile".'
    return [{ path, what: 'does not say who signs in', fix }]
  }
  return first?.startsWith('password') === true && config.username === undefined
    ? [{ path: [...path, first], what: 'is nobody’s', fix: 'Give "username" too.' }]
    : []
}

const ofRules = (
  path: readonly string[],
  { stricter = [] }: ClusterConfig,
  { operations }: Around,
): Found[] =>
  stricter.flatMap((rule, i) =>
    rule.operations.flatMap((pattern, j): Found[] => {
      if (operations.some((name) => matchesPattern(name, pattern))) return []
      const close = nearest(pattern, operations)
      const fix = close === undefined ? '`patchbay` lists the operations.' : `Did you mean "${close}"?`
      return [
        {
          path: [...path, 'stricter', String(i), 'operations', String(j)],
          what: 'matches no operation',
          fix,
        },
      ]
    }),
  )

const ofConfig = (config: Config, names: readonly string[], around: Around): Found[] => {
  const { clusters, worker, slack } = config
  const services = new Set(
    [worker, slack].flatMap((part) =>
      part === undefined ? [] : [part.cluster ?? config.default ?? names[0]],
    ),
  )
  const named: [path: string[], name: string | undefined][] = [
    [['default'], config.default],
    [['worker', 'cluster'], worker?.cluster],
    [['slack', 'cluster'], slack?.cluster],
  ]
  return [
    ...named.flatMap(([path, name]): Found[] =>
      name === undefined || names.includes(name)
        ? []
        : [{ path, what: `there is no cluster "${name}"`, fix: `It may be ${quoted(names) || 'none'}.` }],
    ),
    ...Object.entries(clusters).flatMap(([name, cluster]) => {
      const path = ['clusters', name]
      return [
        ...ofAddress(path, cluster),
        ...ofSigningIn(path, cluster, services.has(name)),
        ...ofCertificate([...path, 'caFile'], cluster.caFile, around),
        ...ofSecret([...path, 'passwordFile'], cluster.passwordFile, around),
        ...ofSecret([...path, 'apiKeyFile'], cluster.apiKeyFile, around),
        ...ofVariable([...path, 'passwordEnv'], cluster.passwordEnv, around),
        ...ofVariable([...path, 'apiKeyEnv'], cluster.apiKeyEnv, around),
        ...ofRules(path, cluster, around),
      ]
    }),
    ...ofSecret(['worker', 'apiKeyFile'], worker?.apiKeyFile, around),
    ...ofSecret(['worker', 'connectorKeysFile'], worker?.connectorKeysFile, around),
    ...(['apiKeyFile', 'tokenFile', 'signingSecretFile'] as const).flatMap((key) =>
      ofSecret(['slack', key], slack?.[key], around),
    ),
  ]
}

/** What can be understood of a file in which something else is wrong. */
const understood = (value: unknown): Config => {
  const whole = configSchema.safeParse(value)
  if (whole.success) return whole.data
  const { clusters, worker, slack, default: byDefault } = record.catch({}).parse(value)
  const parts = Object.entries(record.catch({}).parse(clusters)).flatMap(([name, raw]) => {
    const cluster = clusterConfigSchema.strip().safeParse(raw)
    return cluster.success ? [[name, cluster.data] as const] : []
  })
  const { shape } = configSchema
  return {
    clusters: Object.fromEntries(parts),
    default: shape.default.catch(undefined).parse(byDefault),
    worker: shape.worker.catch(undefined).parse(worker),
    slack: shape.slack.catch(undefined).parse(slack),
  }
}

/** Everything that is wrong with a configuration file, in its order, each with its place and what to do. */
export const checkConfig = (text: string, around: Around): ConfigProblem[] => {
  const asProblem = (one: JsonProblem): ConfigProblem => ({ ...one, level: 'problem' })
  const broken = syntaxProblems(text)
  if (broken.length > 0) return broken.map(asProblem)
  const wrong = schemaProblems(text, configSchema).map(asProblem)
  const at = locateIn(text)
  const value: unknown = JSON.parse(text)
  const names = Object.keys(record.catch({}).parse(record.catch({}).parse(value)['clusters']))
  const found = ofConfig(understood(value), names, around).map((one): ConfigProblem => {
    const { path, what, fix, level } = one
    const steps = path.map((step) => (/^\d+$/.test(step) ? Number(step) : step))
    return { ...at(steps), problem: `${path.join('.')}: ${what}`, fix, level: level ?? 'problem' }
  })
  return inOrder([...wrong, ...found])
}
