import { element } from './element.ts'
import { answersIn, type Option, renderBlocks } from './render-blocks.ts'
import { act, type Block, type View } from './server.ts'

interface ModalOptions {
  as: string
  view: View
  errors: Readonly<Record<string, string>>
  /** The form was sent and refused, or taken. */
  onErrors: (errors: Record<string, string>) => void
}

const actionOf = (action: Block, changed: object): object => ({
  type: action.type,
  action_id: action.action_id,
  block_id: action.block_id,
  ...(action['value'] === undefined ? {} : { value: action['value'] }),
  ...changed,
})

/** What a form or a home tab sends when a button in it is pressed or an answer changes. */
export const viewAction =
  (as: string, view: View, form: () => HTMLElement) =>
  (action: Block, changed: object = {}): void => {
    const state = answersIn(view.blocks, form())
    void act(as, { kind: 'view-click', view: view.id, action: actionOf(action, changed), state })
  }

/** The modal on top, with its form. */
export const renderModal = ({ as, view, errors, onErrors }: ModalOptions): HTMLElement => {
  const close = (): void => void act(as, { kind: 'close', view: view.id })
  const send = element('button', { type: 'submit', class: 'button primary' }, view.submit?.text ?? '')
  const form: HTMLElement = element(
    'form',
    {
      class: 'modal',
      role: 'dialog',
      'aria-modal': 'true',
      'aria-labelledby': 'modal-title',
      'data-view': view.id,
      submit: (event) => {
        event.preventDefault()
        send.setAttribute('disabled', '')
        const state = answersIn(view.blocks, form)
        void act(as, { kind: 'submit', view: view.id, state }).then((answer) => {
          send.removeAttribute('disabled')
          onErrors((answer['errors'] ?? {}) as Record<string, string>)
        })
      },
    },
    element(
      'header',
      {},
      element('h2', { id: 'modal-title' }, view.title?.text ?? ''),
      element('button', { type: 'button', class: 'icon', 'aria-label': 'Close', click: close }, '✕'),
    ),
    element(
      'div',
      { class: 'content' },
      ...renderBlocks(view.blocks, {
        errors,
        onAction: viewAction(as, view, () => form),
        options: async (action, typed) => {
          const answer = await act(as, {
            kind: 'options',
            view: view.id,
            block: action.block_id,
            action: action.action_id,
            value: typed,
          })
          return (answer['options'] ?? []) as Option[]
        },
      }),
    ),
    element(
      'footer',
      {},
      element('button', { type: 'button', class: 'button', click: close }, view.close?.text ?? 'Close'),
      view.submit !== undefined && view.submit !== null && send,
    ),
  )
  return element('div', { class: 'shade' }, form)
}
