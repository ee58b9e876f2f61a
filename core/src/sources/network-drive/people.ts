import { PatchbayError } from '../../errors.ts'
import type { SourceIdentity } from '../data-source.ts'
import { readNamedFile } from '../read-named-file.ts'
import type { AccessList } from './access-list.ts'
import type { Settings } from './settings.ts'

/** Somebody whom the file of users and groups knows. */
interface Person {
  name: string
  sid: string
  groups: string[]
}

/** Who everybody is that has signed in: Everyone, and Authenticated Users. */
const everyone = ['S-1-1-0', 'S-1-5-11']

const sidPattern = /^S-1(-\d+)+$/
const wordOf = (sid: string): string => `sid:${sid}`

const problem = (message: string, next: string, cause?: unknown): PatchbayError =>
  new PatchbayError('source.refused', message, { field: 'identity_mappings', next, cause })

const fieldsOf = (line: string): string[] =>
  line.split(';').map((field) => field.trim().replace(/^"(.*)"$/, '$1'))

const personOf = (line: string, at: number): Person => {
  const [name = '', sid = '', groups = ''] = fieldsOf(line)
  const person = {
    name,
    sid,
    groups: groups
      .split(',')
      .map((one) => one.trim())
      .filter((one) => one !== ''),
  }
  if (name !== '' && [sid, ...person.groups].every((one) => sidPattern.test(one))) return person
  throw problem(
    `Line ${at} of the file of users and groups can't be understood.`,
    'Write each line as name;SID;SIDs of groups, parted by commas.',
  )
}

/**
 * The people that the file in `identity_mappings` names, each with the groups that it is in.
 * @throws PatchbayError `source.refused` where there is none.
 */
export const readPeople = async ({
  drive_type: kind,
  identity_mappings: path,
}: Pick<Settings, 'drive_type' | 'identity_mappings'>): Promise<Person[]> => {
  if (kind === 'windows' || path === undefined)
    throw problem(
      'Patchbay knows the users and groups of a network drive only from a file.',
      'Set drive_type to linux and identity_mappings to a CSV file on the machine of the worker: name;SID;SIDs of groups.',
    )
  let text: string
  try {
    text = (await readNamedFile(path)).toString('utf8')
  } catch (error) {
    throw problem(
      "The file of the field identity_mappings can't be read by the worker.",
      "Correct identity_mappings in the connector's configuration: a path on the worker's machine.",
      error,
    )
  }
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/)
  return lines.flatMap((line, at) => (line.trim() === '' ? [] : [personOf(line, at + 1)]))
}

const sidsOf = ({ sid, groups }: Person): string[] => [sid, ...groups, ...everyone]

/** Somebody as an identity: what documents may say of it are its own SID and those of its groups. */
export const identityOf = (person: Person): SourceIdentity => ({
  id: person.sid,
  identity: { username: `user:${person.name}`, user_id: wordOf(person.sid) },
  access: [`user:${person.name}`, ...new Set(sidsOf(person).map(wordOf))],
})

/**
 * Who may see a document. Where somebody is kept out, groups stand for too much: their members are named one by one, and
 * nobody is where they are not known.
 * @param people undefined where they are not known.
 */
export const accessWords = (
  { allowed, denied }: AccessList,
  people: readonly Person[] | undefined,
): readonly string[] => {
  if (denied.length === 0) return [...new Set(allowed.map(wordOf))]
  const isIn = (person: Person, sids: readonly string[]): boolean =>
    sidsOf(person).some((sid) => sids.includes(sid))
  return (people ?? [])
    .filter((person) => isIn(person, allowed) && !isIn(person, denied))
    .map(({ sid }) => wordOf(sid))
}
