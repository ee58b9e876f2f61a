import { element } from './element.ts'
import type { Block } from './server.ts'

/** What blocks need from where they stand. */
export interface BlockContext {
  /** An action of a button, an overflow or a changed answer. */
  onAction: (action: Block, changed?: { selected_option?: unknown; value?: string }) => void
  /** Options of an external select for what was typed. */
  options?: (action: Block, typed: string) => Promise<Option[]>
  /** Of people who are mentioned, by their ids. */
  nameOf?: (user: string) => string
  /** What is wrong, by block id. */
  errors?: Readonly<Record<string, string>>
}

export interface Option {
  text: { text: string }
  value: string
}

const list = (value: unknown): Block[] => (Array.isArray(value) ? (value as Block[]) : [])
const words = (value: unknown): string => {
  if (typeof value === 'string') return value
  return typeof value === 'object' && value !== null && 'text' in value ? String(value.text) : ''
}

const date = (timestamp: unknown): string =>
  new Date(Number(timestamp) * 1000).toLocaleString(undefined, {
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
  })

const mention = (id: unknown, { nameOf }: BlockContext): HTMLElement =>
  element('span', { class: 'mention' }, `@${nameOf?.(String(id)) ?? String(id)}`)

const inline = (piece: Block, context: BlockContext): HTMLElement => {
  if (piece.type === 'user') return mention(piece['user_id'], context)
  if (piece.type === 'usergroup') return mention(piece['usergroup_id'], context)
  const style = (piece['style'] ?? {}) as { bold?: boolean; code?: boolean; italic?: boolean }
  const text = piece.type === 'date' ? date(piece['timestamp']) : words(piece['text'])
  const tag =
    style.code === true ? 'code' : style.bold === true ? 'strong' : style.italic === true ? 'em' : 'span'
  return element(tag, piece.type === 'date' ? { title: String(piece['fallback']) } : {}, text)
}

const richText = (block: Block, context: BlockContext): HTMLElement =>
  element(
    'div',
    { class: 'rich' },
    ...list(block['elements']).map((section) =>
      section.type === 'rich_text_preformatted'
        ? element('pre', {}, ...list(section['elements']).map((piece) => inline(piece, context)))
        : element('p', {}, ...list(section['elements']).map((piece) => inline(piece, context))),
    ),
  )

const button = (block: Block, action: Block, { onAction }: BlockContext): HTMLElement =>
  element(
    'button',
    {
      type: 'button',
      class: `button ${words(action['style'])}`,
      'data-action': action.action_id,
      click: () => onAction({ ...action, block_id: block.block_id ?? '' }),
    },
    words(action['text']),
  )

const choice = (block: Block, input: Block, { onAction }: BlockContext): HTMLElement => {
  const initial = input['initial_option'] as Option | undefined
  const options = list(input['options']) as unknown as Option[]
  const select = element(
    'select',
    {
      id: block.block_id,
      name: block.block_id,
      change: (event) => {
        const { value } = event.target as HTMLSelectElement
        const chosen = options.find((option) => option.value === value)
        if (block['dispatch_action'] === true)
          onAction({ ...input, block_id: block.block_id ?? '' }, { selected_option: chosen })
      },
    },
    element('option', { value: '' }, 'Choose …'),
    ...options.map((option) =>
      element(
        'option',
        { value: option.value, selected: option.value === initial?.value },
        words(option.text),
      ),
    ),
  )
  return select
}

const search = (block: Block, input: Block, { options }: BlockContext): HTMLElement => {
  const found = element('datalist', { id: `${block.block_id ?? ''}-found` })
  const known = new Map<string, string>()
  let asked = 0
  const ask = async (typed: string): Promise<void> => {
    const turn = (asked += 1)
    const offered = (await options?.({ ...input, block_id: block.block_id ?? '' }, typed)) ?? []
    if (turn !== asked) return
    for (const { text, value } of offered) known.set(words(text), value)
    found.replaceChildren(...offered.map(({ text }) => element('option', { value: words(text) })))
  }
  const field = element('input', {
    id: block.block_id,
    name: block.block_id,
    list: `${block.block_id ?? ''}-found`,
    placeholder: words(input['placeholder']),
    autocomplete: 'off',
    focus: () => void ask(''),
    input: (event) => {
      const typed = (event.target as HTMLInputElement).value
      const value = known.get(typed)
      field.setAttribute('data-value', value ?? '')
      if (value === undefined) void ask(typed)
    },
  })
  return element('span', { class: 'search' }, field, found)
}

const field = (block: Block, context: BlockContext): HTMLElement => {
  const input = block['element'] as Block
  const common = { id: block.block_id, name: block.block_id, autocomplete: 'off' }
  const initial = words(input['initial_value'])
  switch (input.type) {
    case 'static_select':
      return choice(block, input, context)
    case 'external_select':
      return search(block, input, context)
    case 'plain_text_input':
      return input['multiline'] === true
        ? element('textarea', { ...common, rows: '4' }, initial)
        : element('input', { ...common, value: initial })
    case 'number_input':
      return element('input', { ...common, type: 'number', step: 'any', value: initial })
    default:
      return element('p', { class: 'unknown' }, `This page can't show ${input.type}.`)
  }
}

const question = (block: Block, context: BlockContext): HTMLElement => {
  const error = context.errors?.[block.block_id ?? '']
  return element(
    'div',
    { class: error === undefined ? 'question' : 'question wrong' },
    element(
      'label',
      { for: block.block_id },
      words(block['label']),
      block['optional'] === true && element('span', { class: 'optional' }, ' (optional)'),
    ),
    field(block, context),
    error !== undefined && element('p', { class: 'error', role: 'alert' }, error),
    block['hint'] !== undefined && element('p', { class: 'hint' }, words(block['hint'])),
  )
}

const one = (block: Block, context: BlockContext): HTMLElement => {
  switch (block.type) {
    case 'rich_text':
      return richText(block, context)
    case 'header':
      return element('h3', {}, words(block['text']))
    case 'section':
      return element(
        'p',
        {},
        words(block['text']),
        ...list(block['fields']).map((one) => element('span', {}, words(one))),
      )
    case 'divider':
      return element('hr')
    case 'context':
      return element('p', { class: 'context' }, list(block['elements']).map(words).join('  '))
    case 'actions':
      return element(
        'div',
        { class: 'actions' },
        ...list(block['elements']).map((action) => button(block, action, context)),
      )
    case 'input':
      return question(block, context)
    default:
      return element('p', { class: 'unknown' }, `This page can't show ${block.type}.`)
  }
}

/** Blocks as elements; every text in them is text and nothing more. */
export const renderBlocks = (blocks: readonly Block[], context: BlockContext): HTMLElement[] =>
  blocks.map((block) => one(block, context))

/** The answers of a form, as Slack sends them: by block id and action id. */
export const answersIn = (
  blocks: readonly Block[],
  form: HTMLElement,
): Record<string, Record<string, unknown>> =>
  Object.fromEntries(
    blocks.flatMap((block) => {
      if (block.type !== 'input') return []
      const input = block['element'] as Block
      const found = [...form.querySelectorAll<HTMLInputElement>('[name]')].find(
        ({ name }) => name === block.block_id,
      )
      const typed = input.type === 'external_select' ? (found?.dataset['value'] ?? '') : (found?.value ?? '')
      const isSelect = input.type.endsWith('select')
      const label = { type: 'plain_text', text: typed }
      const answer = isSelect
        ? { type: input.type, selected_option: typed === '' ? null : { text: label, value: typed } }
        : { type: input.type, value: typed === '' ? null : typed }
      return [[block.block_id ?? '', { [input.action_id ?? '']: answer }]]
    }),
  )
