import { PatchbayError } from '../errors.ts'
import { nearest } from '../lib/nearest.ts'
import type { Config } from './config-schema.ts'
import type { NamedCluster } from './login-of-cluster.ts'
import { ownFilesOf } from './own-files.ts'

const invalid = (message: string, next: string): PatchbayError =>
  new PatchbayError('config.invalid', message, { next })

/**
 * The cluster of a configuration that is meant: the one named, else its default, else its only one.
 * @throws PatchbayError `config.invalid` when there is none, or several and no default.
 */
export const namedCluster = (config: Config, file: string, asked: string | undefined): NamedCluster => {
  const names = Object.keys(config.clusters)
  const name = asked ?? config.default ?? (names.length === 1 ? names[0] : undefined)
  if (name === undefined) {
    const next = names.length === 0 ? 'Name one under "clusters".' : `Add --cluster ${names.join(' or ')}.`
    throw invalid(
      `${file} names ${names.length === 0 ? 'no cluster' : 'several clusters and no default'}.`,
      next,
    )
  }
  const found = Object.hasOwn(config.clusters, name) ? config.clusters[name] : undefined
  if (found !== undefined) {
    const addressRules = { ...config.worker, ownFiles: ownFilesOf(config, file) }
    return { name, config: found, file, addressRules }
  }
  const close = nearest(name, names)
  const next = close === undefined ? `It has ${names.join(', ') || 'none'}.` : `Did you mean ${close}?`
  throw invalid(`${file} has no cluster "${name}".`, next)
}
