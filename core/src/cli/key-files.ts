import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { z } from 'zod'
import { PatchbayError } from '../errors.ts'
import type { Answer } from '../operations/create-runner.ts'
import { Secret } from '../secrets/secret.ts'
import { readConnectorKeys } from '../sync/connector-keys-file.ts'

/** Files that collected keys go into, in place of the screen. */
export interface KeyFiles {
  /** The worker's `connectorKeysFile`: what stands in it stays. */
  keysFile: string | undefined
  /** A new `config.yml` for Elastic's connector service. */
  serviceConfig: string | undefined
}

/** Of one connector or of several; null where it came to no key. */
const deliveredSchema = z.looseObject({
  connectorKeysFile: z.instanceof(Secret).nullable(),
  serviceConfig: z.instanceof(Secret).nullable(),
})
const keysSchema = z.record(z.string(), z.string())

const unwritable = (path: string, cause: unknown): PatchbayError =>
  new PatchbayError('input.invalid', `${path} can't be written: ${String(cause)}`, {
    next: 'Nothing was collected. Name a file in a folder that you can write to.',
    cause,
  })

/** A new file beside it, readable by its owner alone, which takes its place when it is whole. */
const replaceable = (path: string) => {
  const next = `${path}.new`
  let file: number
  try {
    // One that is there already keeps its mode, and may lead elsewhere.
    rmSync(next, { force: true })
    file = openSync(next, 'wx', 0o600)
  } catch (error) {
    throw unwritable(path, error)
  }
  return {
    fill(text: string): void {
      writeFileSync(file, text)
      fsyncSync(file)
      renameSync(next, path)
    },
    close(): void {
      closeSync(file)
      rmSync(next, { force: true })
    },
  }
}

/**
 * Makes sure that keys can be written to files before they are made, since they are handed over once.
 * @throws PatchbayError `input.invalid` or `config.invalid` with the file and the fix.
 */
const openKeyFiles = ({ keysFile, serviceConfig }: KeyFiles, cwd: string) => {
  const keysPath = keysFile === undefined ? undefined : resolve(cwd, keysFile)
  const configPath = serviceConfig === undefined ? undefined : resolve(cwd, serviceConfig)
  const known = () => (keysPath === undefined ? {} : readConnectorKeys(keysPath))
  known()
  if (configPath !== undefined && existsSync(configPath))
    throw new PatchbayError('input.invalid', `service-config: ${configPath} is there already.`, {
      field: 'service-config',
      next: 'Name a file that is not there; nothing of yours is overwritten.',
    })
  const keys = keysPath === undefined ? undefined : replaceable(keysPath)
  let config: ReturnType<typeof replaceable> | undefined
  try {
    config = configPath === undefined ? undefined : replaceable(configPath)
  } catch (error) {
    keys?.close()
    throw error
  }
  return {
    /** Writes the keys of a result; what is left of it holds the paths in place of the keys. */
    write(result: unknown): unknown {
      const {
        apiKey: _shown,
        connectorKeysFile,
        serviceConfig: text,
        ...rest
      } = deliveredSchema.parse(result)
      if (connectorKeysFile === null || text === null) return result
      const added = keysSchema.parse(JSON.parse(connectorKeysFile.reveal()))
      keys?.fill(`${JSON.stringify({ ...known(), ...added }, undefined, 2)}\n`)
      config?.fill(text.reveal())
      return {
        ...rest,
        ...(keysPath !== undefined && { connectorKeysFile: keysPath }),
        ...(configPath !== undefined && { serviceConfig: configPath }),
      }
    },
    /** Takes away what was not written to. */
    close(): void {
      keys?.close()
      config?.close()
    },
  }
}

interface Collecting {
  cwd: string
  collect(): Promise<Answer>
  /** Shows an answer with its keys, when they can't go where they should. */
  show(answer: Answer): Promise<void>
}

/**
 * Collects keys and puts them into files, where files were named. When a file can't be written after all, the keys are
 * shown: they were made, and the old ones end.
 * @throws PatchbayError `input.invalid` or `config.invalid` before anything is made; `run.failed` after it.
 */
export const collectIntoFiles = async (files: KeyFiles, collecting: Collecting): Promise<Answer> => {
  const { cwd, collect, show } = collecting
  if (files.keysFile === undefined && files.serviceConfig === undefined) return collect()
  const opened = openKeyFiles(files, cwd)
  try {
    const answer = await collect()
    if (answer.state !== 'done') return answer
    try {
      return { ...answer, result: opened.write(answer.result) }
    } catch (cause) {
      await show(answer)
      throw new PatchbayError('run.failed', `The keys could not be written: ${String(cause)}`, {
        next: 'They stand above, once: keep them. The run itself is done.',
        cause,
      })
    }
  } finally {
    opened.close()
  }
}
