import { Component, type ComponentChild, h, type TargetedEvent } from 'preact'
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

const mention = (id: unknown, { nameOf }: BlockContext): ComponentChild =>
  h('span', { class: 'mention' }, `@${nameOf?.(String(id)) ?? String(id)}`)

const inline = (piece: Block, context: BlockContext): ComponentChild => {
  if (piece.type === 'user') return mention(piece['user_id'], context)
  if (piece.type === 'usergroup') return mention(piece['usergroup_id'], context)
  const style = (piece['style'] ?? {}) as { bold?: boolean; code?: boolean; italic?: boolean }
  const text = piece.type === 'date' ? date(piece['timestamp']) : words(piece['text'])
  const tag =
    style.code === true ? 'code' : style.bold === true ? 'strong' : style.italic === true ? 'em' : 'span'
  return h(tag, piece.type === 'date' ? { title: String(piece['fallback']) } : {}, text)
}

const richText = (block: Block, context: BlockContext): ComponentChild =>
  h(
    'div',
    { class: 'rich' },
    list(block['elements']).map((section) =>
      h(
        section.type === 'rich_text_preformatted' ? 'pre' : 'p',
        {},
        list(section['elements']).map((piece) => inline(piece, context)),
      ),
    ),
  )

const button = (block: Block, action: Block, { onAction }: BlockContext): ComponentChild =>
  h(
    'button',
    {
      key: action.action_id,
      type: 'button',
      class: `button ${words(action['style'])}`,
      'data-action': action.action_id,
      onClick: () => onAction({ ...action, block_id: block.block_id ?? '' }),
    },
    words(action['text']),
  )

const choice = (block: Block, input: Block, { onAction }: BlockContext): ComponentChild => {
  const initial = input['initial_option'] as Option | undefined
  const options = list(input['options']) as unknown as Option[]
  return h(
    'select',
    {
      id: block.block_id,
      name: block.block_id,
      onChange: ({ currentTarget }: TargetedEvent<HTMLSelectElement>) => {
        const chosen = options.find(({ value }) => value === currentTarget.value)
        if (block['dispatch_action'] === true)
          onAction({ ...input, block_id: block.block_id ?? '' }, { selected_option: chosen })
      },
    },
    h('option', { value: '' }, 'Choose …'),
    options.map(({ text, value }) => h('option', { value, selected: value === initial?.value }, words(text))),
  )
}

interface SearchProperties {
  block: Block
  input: Block
  options: BlockContext['options']
}

/** A field that offers what the bot finds for what is typed. */
class Search extends Component<SearchProperties, { offered: Option[]; chosen: string }> {
  override state = { offered: [] as Option[], chosen: '' }
  readonly #known = new Map<string, string>()
  #asked = 0

  async #ask(typed: string): Promise<void> {
    const { block, input, options } = this.props
    const turn = (this.#asked += 1)
    const offered = (await options?.({ ...input, block_id: block.block_id ?? '' }, typed)) ?? []
    if (turn !== this.#asked) return
    for (const { text, value } of offered) this.#known.set(words(text), value)
    this.setState({ offered })
  }

  override render({ block, input }: SearchProperties): ComponentChild {
    const found = `${block.block_id ?? ''}-found`
    return h(
      'span',
      { class: 'search' },
      h('input', {
        id: block.block_id,
        name: block.block_id,
        list: found,
        placeholder: words(input['placeholder']),
        autocomplete: 'off',
        'data-value': this.state.chosen,
        onFocus: () => void this.#ask(''),
        onInput: ({ currentTarget: { value } }) => {
          const chosen = this.#known.get(value)
          this.setState({ chosen: chosen ?? '' })
          if (chosen === undefined) void this.#ask(value)
        },
      }),
      h(
        'datalist',
        { id: found },
        this.state.offered.map(({ text }) => h('option', { value: words(text) })),
      ),
    )
  }
}

/** As in Slack, the first value is the form's and what was typed stays when the form is drawn anew. */
const field = (block: Block, input: Block, context: BlockContext): ComponentChild => {
  const common = { id: block.block_id, name: block.block_id, autocomplete: 'off' } as const
  const defaultValue = words(input['initial_value'])
  switch (input.type) {
    case 'static_select':
      return choice(block, input, context)
    case 'external_select':
      return h(Search, { block, input, options: context.options })
    case 'plain_text_input':
      return input['multiline'] === true
        ? h('textarea', { ...common, rows: 4, defaultValue })
        : h('input', { ...common, defaultValue })
    case 'number_input':
      return h('input', { ...common, type: 'number', step: 'any', defaultValue })
    default:
      return h('p', { class: 'unknown' }, `This page can't show ${input.type}.`)
  }
}

const question = (block: Block, context: BlockContext): ComponentChild => {
  const input = block['element'] as Block
  const error = context.errors?.[block.block_id ?? '']
  return h(
    'div',
    {
      key: `${block.block_id} ${input.action_id} ${input.type}`,
      class: error === undefined ? 'question' : 'question wrong',
    },
    h(
      'label',
      { for: block.block_id },
      words(block['label']),
      block['optional'] === true && h('span', { class: 'optional' }, ' (optional)'),
    ),
    field(block, input, context),
    error !== undefined && h('p', { class: 'error', role: 'alert' }, error),
    block['hint'] !== undefined && h('p', { class: 'hint' }, words(block['hint'])),
  )
}

const one = (block: Block, context: BlockContext): ComponentChild => {
  switch (block.type) {
    case 'rich_text':
      return richText(block, context)
    case 'header':
      return h('h3', {}, words(block['text']))
    case 'section':
      return h(
        'p',
        {},
        words(block['text']),
        list(block['fields']).map((each) => h('span', {}, words(each))),
      )
    case 'divider':
      return h('hr', {})
    case 'context':
      return h('p', { class: 'context' }, list(block['elements']).map(words).join('  '))
    case 'actions':
      return h(
        'div',
        { class: 'actions' },
        list(block['elements']).map((action) => button(block, action, context)),
      )
    case 'input':
      return question(block, context)
    default:
      return h('p', { class: 'unknown' }, `This page can't show ${block.type}.`)
  }
}

/** Blocks as elements; every text in them is text and nothing more. */
export const renderBlocks = (blocks: readonly Block[], context: BlockContext): ComponentChild[] =>
  blocks.map((block) => one(block, context))

/** The answers of a form, as Slack sends them: by block id and action id. */
export const answersIn = (blocks: readonly Block[], form: Element): Record<string, Record<string, unknown>> =>
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
