import { z } from 'zod'
import { PatchbayError } from '../errors.ts'
import { defineOperation, type OperationDeps } from '../operations/define-operation.ts'
import { appendRuns } from '../operations/run-privileges.ts'
import { type Actor, isAdministrator, personKey } from '../protocol/actor.ts'
import { accountField, accountTarget } from './account-target.ts'
import { type Link, readLinks } from './read-links.ts'

const input = z.strictObject({ account: accountField })

const isOf =
  (actor: Actor) =>
  (link: Link): boolean =>
    personKey(link) === personKey(actor)

export const unlinkActor = defineOperation({
  name: 'actor.unlink',
  version: 1,
  title: 'Unlink account',
  summary: 'Ends what an account may do as you; an administrator ends it for everybody.',
  risk: 'routine',
  seenAtOnce: true,
  input,
  target: accountTarget,
  privileges: () => appendRuns,
  validate:
    ({ runs }: Pick<OperationDeps, 'runs'>) =>
    async ({ session, actor }, _input, account) => {
      const links = await readLinks(runs, session, { account })
      const mine = links.some(isOf(actor))
      if (mine || (links.length > 0 && isAdministrator(actor))) return
      throw new PatchbayError('target.not-found', `${account} is not linked to ${actor.username}.`, {
        field: 'account',
        next: '`patchbay actor list` shows who is; the user themself or an administrator ends it.',
      })
    },
  plan:
    ({ runs }: Pick<OperationDeps, 'runs'>) =>
    async ({ session, actor }, _input, account) => {
      const links = await readLinks(runs, session, { account })
      const ending = isAdministrator(actor) ? links : links.filter(isOf(actor))
      return {
        headline: `Unlink account · ${account}`,
        changes: ending.map(({ username }) => ({ what: account, from: `acts as ${username}`, to: 'nobody' })),
      }
    },
  run:
    () =>
    async ({ actor }, _input, account) => ({ account, by: actor.username }),
})
