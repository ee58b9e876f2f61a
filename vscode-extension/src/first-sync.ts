import * as l10n from '@vscode/l10n'
import type { Answer, Secret } from '@patchbay/core'
import { secretsIn } from '@patchbay/core/words'
import { z } from 'zod'
import { type Ground, resultOf } from './tree/result-of.ts'

const named = z.object({ items: z.array(z.object({ id: z.string(), name: z.string().nullable() })) })
const made = z.object({ id: z.string() })
const started = z.object({ job: z.string() })
const ended = z.object({ status: z.string(), indexedDocuments: z.number(), error: z.string().nullable() })
const got = z.object({ index: z.string() })
const found = z.object({ total: z.number() })

const sample = 'sample'

/** A job of three small files that takes this long has no worker. Milliseconds. */
const patience = 90_000

const resultIn = (answer: Answer): unknown => {
  if ('result' in answer) return answer.result
  throw new Error(l10n.t("The sample can't go on by itself: a step is {0}.", answer.state))
}

/** The sample connector: made where it isn't there yet, and reading that folder; its key goes to whoever syncs it. */
const ensureSample = async (
  { core, session }: Ground,
  { folder, keep }: Pick<Road, 'folder' | 'keep'>,
): Promise<string> => {
  const run = async (name: string, input: object) => resultIn(await core.run(session, name, input))
  const there = named.parse(await run('connector.list', { name: sample }))
  const connector =
    there.items[0]?.id ?? made.parse(await run('connector.create', { serviceType: 'dir', name: sample })).id
  await run('connector.configure', { connector, values: { directory: folder, pattern: '**/*.txt' } })
  if (there.items.length > 0) return connector
  const asked = await core.run(session, 'api-key.generate', { connector })
  const delivered =
    asked.state === 'ready' ? await core.run(session, 'api-key.collect', { run: asked.run }) : asked
  const [key] = Object.values(secretsIn(resultIn(delivered)))
  if (key !== undefined) await keep(connector, key)
  return connector
}

interface Road {
  folder: string
  tell(step: string): void
  /** The worker on this machine syncs a connector with this key. */
  keep(connector: string, key: Secret): Promise<void>
  signal: AbortSignal
}

export interface FirstSync {
  connector: string
  documents: number
  /** How many of them a search for a word in one of them finds. */
  hits: number
}

/** Makes the sample connector, syncs it and searches what came: the whole road, where nothing was there before. */
export const firstSync = async (ground: Ground, { folder, tell, keep, signal }: Road): Promise<FirstSync> => {
  tell(l10n.t('making the connector'))
  const connector = await ensureSample(ground, { folder, keep })
  tell(l10n.t('syncing'))
  const { job } = started.parse(
    resultIn(await ground.core.run(ground.session, 'sync.start', { connector }, { signal })),
  )
  const last = await untilEnded(ground, job, signal)
  if (last.status !== 'completed')
    throw new Error(l10n.t('The sync ended as {0}: {1}', last.status, last.error ?? '-'))
  tell(l10n.t('searching'))
  const { index } = got.parse(await resultOf(ground, 'connector.get', { connector }))
  const { total } = found.parse(await resultOf(ground, 'index.search', { index, query: 'walnut' }))
  return { connector, documents: last.indexedDocuments, hits: total }
}

const untilEnded = async (
  ground: Ground,
  job: string,
  signal: AbortSignal,
): Promise<z.infer<typeof ended>> => {
  const begun = performance.now()
  for (;;) {
    signal.throwIfAborted()
    const state = ended.parse(await resultOf(ground, 'sync.get', { job }))
    if (!['pending', 'in_progress', 'canceling'].includes(state.status)) return state
    if (performance.now() - begun > patience) throw new Error(l10n.t('No worker took the sync in time.'))
    await new Promise((resolve) => setTimeout(resolve, 500))
  }
}
