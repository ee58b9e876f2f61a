// Writes what the catalogue of operations decides in package.json: commands, menus, tools, and their lists for the
// extension; the titles go to package.nls.json, where they can be translated. The texts of the sources go to l10n/.
// usage: node scripts/run.mjs vscode-extension/scripts/manifest.ts
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createCore, type OperationSummary } from '@patchbay/core'
import { refusalOf, toolName, toolOf } from '@patchbay/core/tools'
import { serviceTypes } from '@patchbay/core/words'
import { collectTexts } from './collect-texts.ts'
import { menus } from './menus.ts'
import { ownCommands } from './own-commands.ts'

const folder = join(import.meta.dirname, '..')
const pathOf = (name: string): string => join(folder, name)

/** What a tool takes here beside what every tool of this operation takes. */
const clusterProperty = {
  type: 'string',
  description: 'name of the cluster in the editor; may be left out where there is only one',
} as const

const toolIn = (operation: OperationSummary) => {
  const { description = '', inputSchema } = toolOf(operation)
  return {
    name: `patchbay_${toolName(operation)}`,
    displayName: `%command.patchbay.${operation.name}%`,
    modelDescription: `Elastic connectors: ${description}`,
    inputSchema: { ...inputSchema, properties: { ...inputSchema.properties, cluster: clusterProperty } },
    canBeReferencedInPrompt: true,
    toolReferenceName: `patchbay-${operation.noun}-${operation.verb}`,
    icon: '$(plug)',
    tags: ['elasticsearch', 'connectors'],
  }
}

/** The generated parts of the manifest. */
export const generated = () => {
  const { operations } = createCore()
  const commands = [
    ...ownCommands,
    ...operations.map(({ name, title }) => ({
      command: `patchbay.${name}`,
      title,
      ...(name === 'sync.start' ? { icon: '$(sync)' } : {}),
    })),
  ]
  const able = operations.filter((operation) => refusalOf(operation) === undefined)
  return {
    operations: operations.map(({ name }) => name),
    texts: Object.fromEntries(collectTexts().map((text) => [text, text])),
    tools: able.map(({ name }) => name),
    titles: Object.fromEntries(commands.map(({ command, title }) => [`command.${command}`, title])),
    contributes: {
      commands: commands.map(({ title: _title, ...command }) => ({
        ...command,
        title: `%command.${command.command}%`,
        category: 'Patchbay',
      })),
      menus: menus(operations.map(({ name }) => name)),
      languageModelTools: able.map(toolIn),
      // Documents of connectors are checked by the fields of their service type.
      jsonValidation: [...serviceTypes().keys(), 'other'].map((type) => ({
        fileMatch: `*.${type}.patchbay.jsonc`,
        url: `patchbay-schema:///${type}.json`,
      })),
    },
  }
}

const readObject = (name: string): Record<string, unknown> =>
  JSON.parse(readFileSync(pathOf(name), 'utf8')) as Record<string, unknown>
const write = (name: string, value: unknown): void =>
  writeFileSync(pathOf(name), `${JSON.stringify(value, undefined, 2)}\n`)

if (import.meta.main) {
  const { operations, texts, tools, titles, contributes } = generated()
  const manifest = readObject('package.json')
  write('package.json', {
    ...manifest,
    contributes: { ...(manifest['contributes'] as object), ...contributes },
  })
  const others = Object.entries(readObject('package.nls.json')).filter(([key]) => !key.startsWith('command.'))
  write('package.nls.json', { ...Object.fromEntries(others), ...titles })
  mkdirSync(pathOf('l10n'), { recursive: true })
  write('l10n/bundle.l10n.json', texts)
  write('src/operations.gen.json', operations)
  write('src/tools.gen.json', tools)
}
