import { fileVariables } from './file-variables.ts'
import { parseEnvFile } from './parse-env-file.ts'
import type { RequestFile } from './request-file.ts'
import type { VariableOrigin, VariableSources } from './resolve-variables.ts'

export interface KnownVariable {
  readonly name: string
  readonly from: VariableOrigin['kind']
}

/** Every name that a placeholder of a file can hold, each once: as it would be found. */
export const knownVariables = (file: RequestFile, sources: VariableSources): KnownVariable[] => {
  const { variables, prompts } = fileVariables(file)
  const of = (from: KnownVariable['from'], names: Iterable<string>): [string, KnownVariable][] =>
    [...names].map((name) => [name, { name, from }])
  const env = (sources.envFiles ?? []).flatMap(({ text }) => parseEnvFile(text).map(({ name }) => name))
  const named = file.requests.flatMap(({ name }) => (name === undefined ? [] : [`${name}.response.body`]))
  // Later entries of a map win, so the order is that of the search, backwards.
  const all = new Map([
    ...of('response', named),
    ...of('env', env),
    ...of('secret', sources.secrets?.keys() ?? []),
    ...of('settings', sources.settings?.keys() ?? []),
    ...of('file', variables.keys()),
    ...of('prompt', prompts.keys()),
  ])
  return [...all.values()]
}
