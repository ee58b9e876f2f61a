import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { z } from 'zod'

/** The one file with secrets: mode 0600, ignored by git, for the cluster on this machine only. The CLI reads it too. */
export const credentialsSchema = z.strictObject({
  url: z.url(),
  users: z.strictObject({ elastic: z.string(), ada: z.string(), grace: z.string() }),
  services: z.strictObject({
    worker: z.string(),
    // Stacks from before the bot have none; the next start makes it.
    bot: z.string().default(''),
  }),
  postgresPassword: z.string(),
})
export type LocalCredentials = z.infer<typeof credentialsSchema>

/** The credentials of an earlier start; undefined when there was none. Throws one sentence for a broken file. */
export const readCredentials = async (file: string): Promise<LocalCredentials | undefined> => {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  })
  if (text === undefined) return undefined
  try {
    return credentialsSchema.parse(JSON.parse(text))
  } catch (error) {
    throw new Error(`${file} is broken. Delete the folder ${dirname(file)} to start afresh.`, {
      cause: error,
    })
  }
}

/** Writes them whole or not at all. */
export const keepCredentials = async (file: string, credentials: LocalCredentials): Promise<void> => {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 })
  const beside = `${file}.${process.pid}`
  await writeFile(beside, `${JSON.stringify(credentials, undefined, 2)}\n`, { mode: 0o600 })
  await rename(beside, file)
}
