import { isPatchbayError, PatchbayError } from '@patchbay/core'
import { nearest } from '@patchbay/core/words'
import type { SlackPerson } from '../identity/resolve-person.ts'
import { bold, line, type Message, text } from '../views/blocks.ts'
import { slackWords } from '../views/error-message.ts'
import type { Notices } from './create-notices.ts'
import { changedMessage, subscriptionsMessage } from './notices-message.ts'
import type { NoticesAnswer } from './run-notices-command.ts'
import { type NoticesCommand, parseNoticesCommand } from './parse-notices-command.ts'

/** One cluster of the bot and its notices. */
export interface NoticesOfCluster {
  name: string
  notices: Pick<Notices, 'run'>
}

interface Asked {
  channel: string
  person: SlackPerson
}

interface Told {
  message: Message
  /** Whether everybody in the channel is told. */
  forAll: boolean
  after?: () => Promise<void>
}

const chosen = (
  all: readonly NoticesOfCluster[],
  cluster: string | undefined,
): readonly NoticesOfCluster[] => {
  if (cluster === undefined) return all
  const found = all.filter(({ name }) => name === cluster)
  if (found.length > 0) return found
  const names = all.map(({ name }) => name)
  const close = nearest(cluster, names)
  throw new PatchbayError('input.invalid', `There is no cluster "${cluster}".`, {
    field: 'cluster',
    next: close === undefined ? `There are ${names.join(', ')}.` : `Did you mean ${close}?`,
  })
}

/** What came of it in each cluster; what is refused in one says nothing of the others. */
const inEach = (
  clusters: readonly NoticesOfCluster[],
  command: NoticesCommand,
  asked: Asked,
): Promise<{ name: string; answer?: NoticesAnswer; error?: PatchbayError }[]> =>
  Promise.all(
    clusters.map(async ({ name, notices }) => {
      try {
        return { name, answer: await notices.run({ ...asked, command }) }
      } catch (error) {
        if (!isPatchbayError(error)) throw error
        return { name, error }
      }
    }),
  )

/**
 * Carries out `/connectors notices …` in every cluster of the bot, or in the one that `--cluster` names: a channel
 * belongs to no cluster, whatever whoever typed it works with.
 */
export const runInClusters = async (
  all: readonly NoticesOfCluster[],
  { words, ...asked }: Asked & { words: readonly string[] },
): Promise<Told> => {
  const { command, cluster } = parseNoticesCommand(words)
  const answers = await inEach(chosen(all, cluster), command, asked)
  const done = answers.flatMap(({ name, answer }) => (answer === undefined ? [] : [{ name, answer }]))
  const [refused] = answers.flatMap(({ error }) => (error === undefined ? [] : [error]))
  // Refused everywhere: as it would be with one cluster.
  if (done.length === 0 && refused !== undefined) throw refused
  const named = all.length > 1
  if (command.kind === 'list') {
    const heard = answers.map(({ name, answer, error }) => ({
      cluster: named ? name : undefined,
      heard: answer !== undefined && 'heard' in answer ? answer.heard : { why: slackWords(error).message },
    }))
    return { message: subscriptionsMessage(heard), forAll: false }
  }
  const changed = done.flatMap(({ name, answer }) => ('who' in answer ? [{ name, ...answer }] : []))
  const [one] = changed
  if (one === undefined) throw new Error('Nothing was changed, and nothing said why.')
  const rows = answers.map(({ name, answer, error }) =>
    line(
      bold(name),
      text(': '),
      ...(answer === undefined
        ? [text(slackWords(error).message)]
        : 'who' in answer && answer.more !== undefined
          ? answer.more
          : [text('done')]),
    ),
  )
  return {
    message: named ? changedMessage({ who: one.who, did: one.did }, rows) : changedMessage(one),
    forAll: changed.some(({ isNews = true }) => isNews),
    after: async () => {
      for (const { after } of changed) await after()
    },
  }
}
