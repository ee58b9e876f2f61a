import { dirname, resolve } from 'node:path'
import type { Config } from './config-schema.ts'

/** Every file that a configuration names for what is secret in it; certificates are none. */
const secretFiles = (settings: object): string[] =>
  Object.entries(settings).flatMap(([key, value]: [string, unknown]) => {
    if (typeof value === 'object' && value !== null) return secretFiles(value)
    return typeof value === 'string' && key.endsWith('File') && key !== 'caFile' ? [value] : []
  })

/** A configuration file, and all files with keys or passwords that it names, as whole paths. */
export const ownFilesOf = (config: Config, file: string): string[] => [
  file,
  ...secretFiles(config).map((path) => resolve(dirname(file), path)),
]
