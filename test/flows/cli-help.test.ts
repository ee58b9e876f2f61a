import { tmpdir } from 'node:os'
import { createCore } from '@patchbay/core'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { runCli } from '../command-line/patchbay-cli.ts'

const { operations } = createCore()

/** Commands that are no operations. */
const others = [
  'local',
  'worker',
  'login',
  'mcp',
  'completion',
  'config schema',
  'config check',
  'cluster list',
  'source new',
]

const schemaSchema = z.looseObject({
  properties: z
    .record(z.string(), z.looseObject({ type: z.unknown().optional(), properties: z.unknown().optional() }))
    .default({}),
  required: z.array(z.string()).default([]),
})
type Properties = z.infer<typeof schemaSchema>['properties']

const fieldsOf = (input: z.ZodType): Properties => {
  const { properties, required } = schemaSchema.parse(
    z.toJSONSchema(input, { io: 'input', unrepresentable: 'any' }),
  )
  return Object.fromEntries(
    Object.entries(properties).map(([name, field]) => [name, { ...field, must: required.includes(name) }]),
  )
}

/** How a field is typed: a map of values and a secret by `--set`, a choice that must be made by its own flags. */
const termsOf = (name: string, field: Properties[string]): string[] => {
  const isMap = field.type === 'object' && field.properties === undefined
  if (isMap || field['sensitive'] === true) return ['--set <key=value>']
  if (Array.isArray(field['enum']) && field['must'] === true) return field['enum'].map((one) => `--${one}`)
  return [name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)]
}

interface Help {
  path: string
  about: string
  /** What stands before each description, such as `--limit <number>`. */
  options: string[]
  undescribed: string[]
  commands: string[]
}

/** The lines of a section of a help text, those that go on with the line before joined to it. */
const section = (text: string, title: string): string[] => {
  const [, lines = ''] = new RegExp(`^${title}:\n((?: .*\n)+)`, 'm').exec(text) ?? []
  return lines
    .replaceAll(/\n {4,}(?=\S)/g, ' ')
    .split('\n')
    .filter((line) => line !== '')
}

const read = (path: string, text: string): Help => {
  const [, about = ''] = /^Usage: .*\n\n((?:[^\n]+\n)+)/.exec(text) ?? []
  const own = [...section(text, 'Arguments'), ...section(text, 'Options')]
  const terms = own.map((line) => line.trim().split(/ {2,}/))
  return {
    path,
    about: /^\w+:\n/.test(about) ? '' : about.trim(),
    options: terms.map(([term = '']) => term),
    undescribed: terms.flatMap(([term = '', said]) => (said === undefined ? [term] : [])),
    commands: section(text, 'Commands').flatMap((line) => /^ {2}([a-z][a-z-]*)/.exec(line)?.[1] ?? []),
  }
}

/** Every help text that can be reached from the first one, by the commands that each of them names. */
const walk = async (path: readonly string[] = []): Promise<Help[]> => {
  const { code, stdout, stderr } = await runCli([...path, '--help'], { cwd: tmpdir() })
  expect({ path, code, stderr }).toEqual({ path, code: 0, stderr: '' })
  const help = read(path.join(' '), stdout)
  const below: Help[] = []
  for (const command of help.commands) below.push(...(await walk([...path, command])))
  return [help, ...below]
}

describe('--help, walked from the first command down, without a cluster', () => {
  const walked = walk()

  it('reaches every operation and every other command', async () => {
    const reached = (await walked).map(({ path }) => path)
    expect(reached).toEqual([...new Set(reached)])
    const wanted = [...operations.map(({ noun, verb }) => `${noun} ${verb}`), ...others]
    expect(wanted.filter((path) => !reached.includes(path))).toEqual([])
    const groups = new Set(wanted.flatMap((path) => (path.includes(' ') ? (path.split(' ')[0] ?? []) : [])))
    expect(reached.filter((path) => path !== '' && !wanted.includes(path) && !groups.has(path))).toEqual([])
  })

  it('says at each what it is, and what each flag and argument is', async () => {
    const silent = (await walked).filter(({ about, undescribed }) => about === '' || undescribed.length > 0)
    expect(silent.map(({ path, undescribed }) => [path, undescribed])).toEqual([])
  })

  it('names every field of every operation', async () => {
    const texts = new Map((await walked).map(({ path, options }) => [path, options.join('\n')]))
    const missing = operations.flatMap(({ noun, verb, input }) => {
      const text = texts.get(`${noun} ${verb}`) ?? ''
      return Object.entries(fieldsOf(input)).flatMap(([field, schema]) =>
        termsOf(field, schema).flatMap((term) => (text.includes(term) ? [] : [`${noun} ${verb}: ${term}`])),
      )
    })
    expect(missing).toEqual([])
  })
})
