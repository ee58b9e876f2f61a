import { Component, type ComponentChild, createRef, h } from 'preact'
import { answersIn, type Option, renderBlocks } from './render-blocks.ts'
import type { Act, Block, View } from './server.ts'

const actionOf = (action: Block, changed: object): object => ({
  type: action.type,
  action_id: action.action_id,
  block_id: action.block_id,
  ...(action['value'] === undefined ? {} : { value: action['value'] }),
  ...changed,
})

/** What a form or a home tab sends when a button in it is pressed or an answer changes. */
export const viewAction =
  (act: Act, view: View, form: () => Element | null) =>
  (action: Block, changed: object = {}): void => {
    const place = form()
    const state = place === null ? {} : answersIn(view.blocks, place)
    void act({ kind: 'view-click', view: view.id, action: actionOf(action, changed), state })
  }

/** What Slack itself does not let pass, without asking the bot. */
const unanswered = (
  blocks: readonly Block[],
  state: Record<string, Record<string, unknown>>,
): Record<string, string> =>
  Object.fromEntries(
    blocks.flatMap(({ type, block_id: id = '', optional }) => {
      if (type !== 'input' || optional === true) return []
      const answers = Object.values(state[id] ?? {}) as { value?: unknown; selected_option?: unknown }[]
      const isGiven = answers.some(({ value, selected_option: chosen }) => value != null || chosen != null)
      return isGiven ? [] : [[id, 'Please complete this required field.']]
    }),
  )

interface ModalProperties {
  view: View
  act: Act
}

/** The modal on top, with its form. What is typed in it stays while the bot draws it anew. */
export class Modal extends Component<ModalProperties, { errors: Record<string, string>; sending: boolean }> {
  override state = { errors: {}, sending: false }
  readonly #form = createRef<HTMLFormElement>()

  override componentDidMount(): void {
    this.#form.current?.querySelector<HTMLElement>('input, select, textarea, button.primary')?.focus()
  }

  async #send(): Promise<void> {
    const { view, act } = this.props
    const form = this.#form.current
    if (form === null || this.state.sending) return
    const state = answersIn(view.blocks, form)
    const missing = unanswered(view.blocks, state)
    if (Object.keys(missing).length > 0) return this.setState({ errors: missing })
    this.setState({ sending: true })
    const answer = await act({ kind: 'submit', view: view.id, state })
    this.setState({ sending: false, errors: (answer?.['errors'] ?? {}) as Record<string, string> })
  }

  override render({ view, act }: ModalProperties): ComponentChild {
    const close = (): void => void act({ kind: 'close', view: view.id })
    const { errors, sending } = this.state
    return h(
      'div',
      { class: 'shade' },
      h(
        'form',
        {
          ref: this.#form,
          class: 'modal',
          role: 'dialog',
          'aria-modal': 'true',
          'aria-labelledby': 'modal-title',
          'data-view': view.id,
          onSubmit: (event: Event) => {
            event.preventDefault()
            void this.#send()
          },
        },
        h(
          'header',
          {},
          h('h2', { id: 'modal-title' }, view.title?.text ?? ''),
          h('button', { type: 'button', class: 'icon', 'aria-label': 'Close', onClick: close }, '✕'),
        ),
        h(
          'div',
          { class: 'content' },
          renderBlocks(view.blocks, {
            errors,
            onAction: viewAction(act, view, () => this.#form.current),
            options: async (action, typed) => {
              const answer = await act({
                kind: 'options',
                view: view.id,
                block: action.block_id,
                action: action.action_id,
                value: typed,
              })
              return (answer?.['options'] ?? []) as Option[]
            },
          }),
        ),
        h(
          'footer',
          {},
          h('button', { type: 'button', class: 'button', onClick: close }, view.close?.text ?? 'Close'),
          view.submit !== undefined &&
            view.submit !== null &&
            h('button', { type: 'submit', class: 'button primary', disabled: sending }, view.submit.text),
        ),
      ),
    )
  }
}
