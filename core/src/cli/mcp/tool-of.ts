import type { Tool } from '@modelcontextprotocol/sdk/types.js'
import { z } from 'zod'
import type { OperationSummary } from '../../operations/define-operation.ts'
import { fieldsOf } from '../fields.ts'
import { refusalOf } from './refusal.ts'

/** `api-key.list` -> `api_key_list`: some clients take letters, digits and underscores only. */
export const toolName = ({ name }: OperationSummary): string => name.replaceAll(/[.-]/g, '_')

const objectSchema = z.looseObject({
  type: z.literal('object'),
  properties: z.record(z.string(), z.looseObject({})).default({}),
  required: z.array(z.string()).optional(),
})

/** What a tool takes beside the operation's own input. */
export const extras = {
  reason: {
    type: 'string',
    maxLength: 1000,
    description: 'why, shown to whoever decides and kept in the log; needed where somebody decides',
  },
  dryRun: { type: 'boolean', description: 'true: only show the plan, and change nothing' },
} as const

/** Which of them an operation takes: its own fields come first. */
export const extrasOf = (operation: OperationSummary): (keyof typeof extras)[] => {
  const own = new Set(fieldsOf(operation.input).map(({ name }) => name))
  const names: (keyof typeof extras)[] = operation.plans ? ['reason', 'dryRun'] : []
  return names.filter((name) => !own.has(name))
}

const inputSchemaOf = (operation: OperationSummary): Tool['inputSchema'] => {
  const schema = objectSchema.parse(z.toJSONSchema(operation.input, { io: 'input', unrepresentable: 'any' }))
  const own = Object.entries(schema.properties).flatMap(([name, property]) => {
    // Our own mark, long and of no use to a model: what is a secret is refused with its name.
    const shown = { ...property }
    delete shown['sensitiveKeys']
    return property['sensitive'] === true ? [] : [[name, shown] as const]
  })
  const added = extrasOf(operation).map((name) => [name, extras[name]] as const)
  return { ...schema, properties: Object.fromEntries([...own, ...added]) }
}

const notes: Readonly<Record<OperationSummary['risk'], string>> = {
  read: '',
  routine: '',
  guarded: ' Where policy says so, a person has to approve it first: `reason` tells them why.',
  irreversible:
    " Can't be undone. Where policy says so, a person has to approve it first: `reason` tells them why.",
}

/** An operation as a language model sees it: name, words, schema, and what it does to the world. */
export const toolOf = (operation: OperationSummary): Tool => {
  const { title, summary, risk } = operation
  const refusal = refusalOf(operation)
  const note =
    refusal === undefined ? notes[risk] : ` NOT AVAILABLE AS A TOOL. ${refusal.why} ${refusal.instead}`
  const reads = risk === 'read'
  return {
    name: toolName(operation),
    title,
    description: `${summary}${note}`,
    inputSchema: inputSchemaOf(operation),
    annotations: {
      title,
      readOnlyHint: reads,
      destructiveHint: risk === 'guarded' || risk === 'irreversible',
      idempotentHint: reads,
      openWorldHint: false,
    },
  }
}
