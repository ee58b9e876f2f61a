import { z } from 'zod'
import { PatchbayError } from '../errors.ts'
import { defineOperation, type OperationDeps } from '../operations/define-operation.ts'
import { appendRuns } from '../operations/run-privileges.ts'
import { type Actor, isSignedIn } from '../protocol/actor.ts'
import { readLinkCode } from '../protocol/link-code.ts'
import { accountField, accountTarget } from './account-target.ts'

const input = z.strictObject({
  account: accountField,
  code: z
    .string()
    .trim()
    .min(1)
    .max(3000)
    .describe('what the account was shown when it asked to be linked to you'),
})

const refused = (field: string, message: string, next: string): PatchbayError =>
  new PatchbayError('input.invalid', `${field}: ${message}`, { field, next })

const askAnew = 'Ask for a new one from that account: in Slack, `/connectors link USER`.'

const checkCode = (code: string, { account, actor, now }: { account: string; actor: Actor; now: Date }) => {
  const claim = readLinkCode(code)
  if (claim === undefined) throw refused('code', 'this is no link code, or not all of one.', askAnew)
  if (claim.account !== account)
    throw refused('account', `the code is for ${claim.account}.`, 'Copy the whole command.')
  if (claim.username !== actor.username) {
    throw refused(
      'code',
      `it links to ${claim.username}, and you are ${actor.username}.`,
      `Sign in as ${claim.username}, or ask for one for ${actor.username} from that account.`,
    )
  }
  if (Date.parse(claim.until) < now.getTime()) throw refused('code', `it ended at ${claim.until}.`, askAnew)
}

/** The run is the link: Elasticsearch's stamp says who agreed, the code says that the account asked. */
export const linkActor = defineOperation({
  name: 'actor.link',
  version: 1,
  title: 'Link account',
  summary: 'Lets an account outside Elasticsearch (of Slack) act as you, by the code that it was shown.',
  risk: 'routine',
  seenAtOnce: true,
  input,
  target: accountTarget,
  privileges: () => appendRuns,
  validate:
    ({ clock }: Pick<OperationDeps, 'clock'>) =>
    async ({ actor }, { code }, account) => {
      if (!isSignedIn(actor)) {
        throw new PatchbayError('privilege.missing', 'A link is made by somebody who is signed in.', {
          next: 'Sign in with a user name and a password: an API key, or a bot, can lend nobody all your rights.',
        })
      }
      checkCode(code, { account, actor, now: clock.now() })
    },
  plan:
    () =>
    async ({ actor }, _input, account) => ({
      headline: `Link account · ${account}`,
      changes: [{ what: account, to: `acts as ${actor.username}` }],
      after: [`\`patchbay actor unlink ${account}\` ends it at once`],
    }),
  run:
    () =>
    async ({ actor }, _input, account) => ({ account, username: actor.username }),
})
