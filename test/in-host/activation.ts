import assert from 'node:assert/strict'
import { describe, it } from 'mocha'
import * as vscode from 'vscode'
import { z } from 'zod'
import { extension, services } from './ground.ts'

const manifestSchema = z.object({
  contributes: z.object({
    commands: z.array(z.object({ command: z.string() })),
    languageModelTools: z.array(z.object({ name: z.string() })),
  }),
})

describe('activation', () => {
  const { contributes } = manifestSchema.parse(extension().packageJSON)

  it('waits until something is needed', () => {
    assert.equal(extension().isActive, false)
  })

  it('registers every command and every tool that the manifest promises', async () => {
    const given = await services()
    assert.deepEqual(given.connections.list(), [])
    const commands = new Set(await vscode.commands.getCommands(true))
    assert.ok(contributes.commands.length > 100)
    assert.deepEqual(
      contributes.commands.filter(({ command }) => !commands.has(command)),
      [],
    )
    const tools = new Set(vscode.lm.tools.map(({ name }) => name))
    assert.ok(contributes.languageModelTools.length > 50)
    assert.deepEqual(
      contributes.languageModelTools.filter(({ name }) => !tools.has(name)),
      [],
    )
  })
})
