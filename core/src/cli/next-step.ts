import { z } from 'zod'
import { isShellWord } from '../lib/is-shell-word.ts'

const named = z.object({
  name: z.string().optional(),
  id: z.string().optional(),
  connector: z.string().optional(),
})
const job = z.object({ job: z.string() })
const drafted = z.object({ problems: z.array(z.string()).max(0) })
const keyTooNarrow = z.object({ keyOpensIndex: z.literal(false).or(z.null()) })
const keyMade = z.object({ service: z.object({ service: z.enum(['worker', 'bot']) }) })
const keyed = z.object({ apiKeyId: z.string() })
const lacking = z.object({ missing: z.array(z.string()).min(1) })

/** A key that is shown once goes at once where its service looks for it. */
const whereToKeep = {
  worker: 'keep it as PATCHBAY_WORKER_KEY or in the file of worker.apiKeyFile, then patchbay worker',
  bot: 'keep it as PATCHBAY_BOT_KEY or in the file of slack.apiKeyFile; it is not shown again',
}

/** The command that people most often want next, after a change that is done; `target`: what they called the connector. */
export const nextStep = (operation: string, result: unknown, target?: string): string | undefined => {
  const made = keyMade.safeParse(result)
  if (made.success) return whereToKeep[made.data.service.service]
  const found = named.safeParse(result)
  const { name, id, connector } = found.success ? found.data : {}
  // What a shell would not take as one word is not put into a command: the id always can be.
  const it = [target, name].find((word) => word !== undefined && isShellWord(word)) ?? connector ?? id
  if (it === undefined) return undefined
  const missing = lacking.safeParse(result)
  switch (operation) {
    case 'connector.create':
    case 'connector.configure': {
      if (job.safeParse(result).success) return `patchbay sync get ${job.parse(result).job} --watch`
      if (!missing.success) {
        const sync = `patchbay sync start ${it}`
        return keyed.safeParse(result).success ? sync : `patchbay api-key generate ${it}, then ${sync}`
      }
      return `patchbay connector configure ${it}, which asks for each field, or with --set ${missing.data.missing[0] ?? 'KEY'}=…`
    }
    case 'api-key.generate':
      return `patchbay sync start ${it}`
    case 'connector.attach-index':
      return keyTooNarrow.safeParse(result).success
        ? `patchbay api-key rotate ${it}: its key does not open the new index`
        : `patchbay sync start ${it}`
    case 'sync.confirm-deletes':
    case 'sync.start': {
      const started = job.safeParse(result)
      return started.success ? `patchbay sync get ${started.data.job} --watch` : undefined
    }
    case 'rules.draft':
    case 'rules.add':
    case 'rules.edit':
    case 'rules.move':
    case 'rules.remove':
      return drafted.safeParse(result).success
        ? `patchbay rules activate ${it}`
        : `patchbay rules validate ${it}, then mend them`
    case 'rules.activate':
      return `patchbay sync start ${it}`
    case 'access.enable':
      return `patchbay sync start ${it} --kind access_control, then patchbay sync start ${it}`
    default:
      return undefined
  }
}
