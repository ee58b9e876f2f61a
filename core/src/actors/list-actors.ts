import { z } from 'zod'
import { defineOperation, type OperationDeps } from '../operations/define-operation.ts'
import { readRuns } from '../operations/run-privileges.ts'
import { accountField } from './account-target.ts'
import { readLinks } from './read-links.ts'

const input = z.strictObject({
  account: accountField.optional().describe('only this account'),
  person: z.string().min(1).optional().describe('only the accounts of this user'),
})

export const listActors = defineOperation({
  name: 'actor.list',
  version: 1,
  title: 'List linked accounts',
  summary:
    'Shows which accounts outside Elasticsearch were linked to whom. The bot heeds those that it asked for.',
  risk: 'read',
  input,
  privileges: () => readRuns,
  run:
    ({ runs }: Pick<OperationDeps, 'runs'>) =>
    async ({ session }, { account, person }) => {
      const links = await readLinks(runs, session, { account })
      return { items: links.filter(({ username }) => person === undefined || username === person) }
    },
})
