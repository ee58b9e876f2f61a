import { PatchbayError } from '../errors.ts'
import { isShellWord } from '../lib/is-shell-word.ts'
import type { Actor } from '../protocol/actor.ts'
import type { Required } from './required.ts'

/** Privileges in words, one entry a place: `manage_connector`, `read and write on search-products`. */
export const privilegeWords = (required: Required): string[] => [
  ...required.cluster,
  ...required.index.map(({ names, privileges }) => `${privileges.join(' and ')} on ${names.join(', ')}`),
]

const who = (actor: Actor): { name: string; lacks: string } =>
  actor.apiKey === undefined
    ? { name: actor.username, lacks: `the roles of ${actor.username} lack` }
    : { name: `The API key "${actor.apiKey.name}" of ${actor.username}`, lacks: 'it lacks' }

/** The error for a call whose caller lacks privileges: who, what, which, and whom to ask. */
export const privilegeMissing = (refused: {
  actor: Actor
  operation: { name: string; title: string }
  /** What it acts on, as people know it. */
  target?: string | undefined
  about?: string | undefined
  missing: Required
}): PatchbayError => {
  const { actor, operation, target, about, missing } = refused
  const explained = about === undefined || !isShellWord(about) ? '' : ` --connector ${about}`
  const { name, lacks } = who(actor)
  const deed = `${operation.title.charAt(0).toLowerCase()}${operation.title.slice(1)}`
  const on = target === undefined ? '' : ` (${target})`
  const lacking = privilegeWords(missing)
  const list =
    lacking.length < 2 ? lacking.join('') : `${lacking.slice(0, -1).join(', ')} and ${lacking.at(-1)}`
  return new PatchbayError('privilege.missing', `${name} can't ${deed}${on}: ${lacks} ${list}.`, {
    next: `Ask an administrator for a role that grants it: \`patchbay privilege explain ${operation.name}${explained}\` writes one.`,
  })
}
