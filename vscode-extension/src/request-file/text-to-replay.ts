import { fileVariables } from './file-variables.ts'
import { findPlaceholders } from './find-placeholders.ts'
import { redactForHistory } from './redact-for-history.ts'
import type { FileRequest, RequestFile } from './request-file.ts'

/**
 * A request as a file of its own, as history keeps it: with its cluster, its directives and the variables of its file
 * that it uses. Secrets are covered; `complete` says that nothing was, so that it can run again as it is.
 */
export const textToReplay = (
  file: RequestFile,
  request: FileRequest,
  cluster: string,
): { readonly text: string; readonly complete: boolean } => {
  const { text } = file
  const { variables, prompts } = fileVariables(file)
  const used = new Set<string>()
  const use = (part: string): void => {
    for (const { name } of findPlaceholders(part)) {
      if (used.has(name)) continue
      used.add(name)
      use(variables.get(name)?.value ?? '')
    }
  }
  const written = text.slice(request.start, request.end)
  use(written)
  const set = [...used].flatMap((name) => {
    const variable = variables.get(name)
    if (variable !== undefined) return [`# @var ${name} = ${variable.value}`]
    const question = prompts.get(name)
    return question === undefined ? [] : [`# @prompt ${name} ${question}`]
  })
  const own = request.directives
    .filter(({ name }) => name === 'name' || name === 'confirm')
    .map(({ name, value }) => `# @${name} ${value}`.trimEnd())
  const whole = [`# @cluster ${cluster}`, ...set, ...own, written, ''].join('\n')
  const covered = redactForHistory(whole)
  return { text: covered, complete: covered === whole }
}
