import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as vscode from 'vscode'
import { z } from 'zod'
import type { Services } from '../../vscode-extension/src/commands/services.ts'

/** What whoever starts the tests says to them, in a file of the folder that the editor opens. */
const groundSchema = z.object({
  url: z.string(),
  password: z.string(),
  connectors: z.number(),
  /** One of them, its index, and a sync job of it that has ended. */
  connector: z.string(),
  index: z.string(),
  job: z.string(),
})

export const folder = (): string => {
  const [first] = vscode.workspace.workspaceFolders ?? []
  assert.ok(first, 'The editor has opened no folder.')
  return first.uri.fsPath
}

export const readGround = async (): Promise<z.infer<typeof groundSchema>> =>
  groundSchema.parse(JSON.parse(await readFile(join(folder(), 'ground.json'), 'utf8')))

export const extension = (): vscode.Extension<Services> => {
  const found = vscode.extensions.all.find(({ packageJSON }) => packageJSON.displayName === 'Patchbay')
  assert.ok(found, 'The editor has no such extension.')
  return found
}

/** What the commands work with. */
export const services = (): Promise<Services> => Promise.resolve(extension().activate())

type Cluster = ReturnType<Services['connections']['list']>[number]

/** The clusters that the editor knows from now on, each signed in to as one of the team. */
export const useClusters = async (...clusters: Cluster[]): Promise<Services> => {
  const { password } = await readGround()
  const given = await services()
  for (const { name } of clusters) await given.connections.storeSecret(name, password)
  await vscode.workspace
    .getConfiguration('patchbay')
    .update('clusters', clusters, vscode.ConfigurationTarget.Global)
  await until(() => given.connections.list().length === clusters.length)
  return given
}

/** Waits until something is so; how long that takes is nobody's promise, so only a test's own end ends it. */
export const until = async (isSo: () => unknown): Promise<void> => {
  while (!(await isSo())) await pause(50)
}

export const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, milliseconds)
  })
