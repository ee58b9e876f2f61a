import { existsSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '../..')
const elsewhere = /(^|\/)(node_modules|dist|\.git|\.patchbay|coverage)(\/|$)/

/** The files of the project that match, relative to its root, without what is installed or built. */
export const projectFiles = (...patterns: string[]): string[] =>
  globSync(patterns, { cwd: root, exclude: (name) => elsewhere.test(name) })
    .filter((name) => !elsewhere.test(name))
    .toSorted((a, b) => a.localeCompare(b))

export const readProjectFile = (name: string): string => readFileSync(join(root, name), 'utf8')

export const isProjectFile = (name: string): boolean => existsSync(join(root, name))
