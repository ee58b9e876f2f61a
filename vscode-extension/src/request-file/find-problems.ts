import * as l10n from '@vscode/l10n'
import { fileVariables } from './file-variables.ts'
import { findDuplicateKeys } from './find-duplicate-keys.ts'
import { findPlaceholders } from './find-placeholders.ts'
import { findPlainSecrets } from './find-plain-secrets.ts'
import { prepareRequest } from './prepare-request.ts'
import type { Problem } from './problem.ts'
import type { Directive, FileRequest, RequestFile } from './request-file.ts'
import { splitReference } from './resolve-reference.ts'
import type { ResolveVariable } from './resolve-variables.ts'

interface Context {
  readonly resolve: ResolveVariable
  /** The names of the file's requests. */
  readonly named: ReadonlySet<string | undefined>
}

export const directiveNames = ['name', 'cluster', 'confirm', 'var', 'prompt']
const nameOf = /^[\p{L}_][\p{L}\p{N}_-]*$/u

const warning = (code: string, message: string, { start, end }: { start: number; end: number }): Problem => ({
  code,
  severity: 'warning',
  message,
  start,
  end,
})

const inDirective = (directive: Directive): Problem[] => {
  const { name, value } = directive
  if (!directiveNames.includes(name))
    return [
      warning(
        'directive.unknown',
        l10n.t(
          'Nothing is known of @{0}. There are: {1}.',
          name,
          directiveNames.map((one) => `@${one}`).join(', '),
        ),
        directive,
      ),
    ]
  if (name === 'confirm') return []
  if (value === '') return [warning('directive.empty', l10n.t('@{0} needs a value.', name), directive)]
  if (name === 'name' && !nameOf.test(value))
    return [
      warning(
        'directive.bad-name',
        l10n.t('A name has letters, digits, _ and -, and begins with a letter.'),
        directive,
      ),
    ]
  return []
}

const twice = (file: RequestFile): Problem[] => {
  const names = new Map<string, FileRequest>()
  return file.requests.flatMap((request) => {
    const { name } = request
    if (name === undefined) return []
    const isTaken = names.has(name)
    names.set(name, request)
    const directive = request.directives.findLast((one) => one.name === 'name') ?? request
    return isTaken
      ? [
          warning(
            'directive.name-taken',
            l10n.t('Another request is named {0}; the later answer counts.', name),
            directive,
          ),
        ]
      : []
  })
}

// Where Mustache is at home, what nobody knows here is known there.
const templates = /(?:^|\/)(?:_scripts|template|_ingest|_watcher|_search_application)(?:\/|\?|$)/

const inVariables = (text: string, request: FileRequest, { resolve, named }: Context): Problem[] => {
  const prepared = prepareRequest(text, request, resolve)
  const missing = prepared.ready ? [] : prepared.unresolved
  const problems = missing.flatMap((placeholder): Problem[] => {
    const variable = resolve(placeholder.name)
    if (!variable.found && variable.ask) return []
    const reference = splitReference(placeholder.name)
    // A response that isn't there yet is no mistake, unless no request can ever give it.
    if (!variable.found && reference !== undefined && named.has(reference.name)) return []
    const isNowhere = !variable.found && reference !== undefined
    const why = isNowhere ? l10n.t('No request of this file is named {0}.', reference.name) : placeholder.why
    return [{ ...warning('variable.unknown', why, placeholder), severity: 'error' }]
  })
  const kept = prepared.ready && !templates.test(request.target) ? prepared.request.kept : []
  const ofKept = kept
    .filter((placeholder) => placeholder.style === 'braces')
    .map((placeholder) =>
      warning(
        'variable.kept',
        l10n.t(
          'No variable {0} is set: this is sent as it stands, as Mustache templates need it.',
          placeholder.name,
        ),
        placeholder,
      ),
    )
  return [...problems, ...ofKept]
}

/** Everything that is wrong in a file, in order, with a mend where there is one: what the parser found, and the rest. */
export const findProblems = (file: RequestFile, resolve: ResolveVariable): Problem[] => {
  const context = { resolve, named: new Set(file.requests.map((request) => request.name)) }
  const ofRequests = file.requests.flatMap((request) => [
    ...request.bodies.flatMap((body) => [
      ...findDuplicateKeys(file.text, body),
      ...findPlainSecrets(file.text, body),
    ]),
    ...inVariables(file.text, request, context),
  ])
  const ofValues = [...fileVariables(file).variables].flatMap(([name, { value, span }]) => {
    const variable = findPlaceholders(value).length > 0 ? resolve(name) : undefined
    return variable?.found === false && !variable.ask ? [warning('variable.unknown', variable.why, span)] : []
  })
  return [
    ...file.problems,
    ...file.directives.flatMap(inDirective),
    ...twice(file),
    ...ofRequests,
    ...ofValues,
  ].toSorted((a, b) => a.start - b.start || a.end - b.end)
}
