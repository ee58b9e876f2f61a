import { element } from './element.ts'
import { renderBlocks } from './render-blocks.ts'
import { renderModal, viewAction } from './render-modal.ts'
import { act, type Block, type Message, onChange, type Place, readState, type State } from './server.ts'

const page = document.querySelector('#page')
if (page === null) throw new Error('The page has no place.')

const home = 'home'
const place: Place = { as: location.hash.slice(1), channel: '', thread: undefined }
let shown: State | undefined
let errors: Record<string, string> = {}
/** What the modal on screen was drawn from: what is being typed in it is not drawn over. */
let drawnModal = ''
/** What was typed and not yet sent. */
let draft = ''

const time = (ts: string | undefined): string =>
  ts === undefined
    ? ''
    : new Date(Number(ts) * 1000).toLocaleTimeString(undefined, { hour: '2-digit', minute: '2-digit' })

const nameOf = (state: State, user: string | undefined): string =>
  user === state.bot ? 'Patchbay' : (state.people.find(({ id }) => id === user)?.realName ?? user ?? '')

const avatar = (name: string): HTMLElement =>
  element(
    'span',
    { class: `avatar a${name.length % 5}`, 'aria-hidden': 'true' },
    name.slice(0, 1).toUpperCase(),
  )

const renderMessage = (state: State, message: Message, channel: string): HTMLElement => {
  const name = nameOf(state, message.user)
  const blocks = message.blocks ?? []
  const press = (action: Block): void =>
    void act(place.as, { kind: 'click', channel, ts: message.ts, action: { ...action, type: action.type } })
  const replies = message.reply_count ?? 0
  return element(
    'article',
    { class: 'message', 'data-ts': message.ts },
    avatar(name),
    element(
      'div',
      { class: 'body' },
      element(
        'p',
        { class: 'who' },
        element('strong', {}, name),
        message.user === state.bot && element('span', { class: 'app' }, 'APP'),
        element('time', {}, time(message.ts)),
        message.edited !== undefined && element('span', { class: 'edited' }, '(edited)'),
      ),
      ...(blocks.length > 0
        ? renderBlocks(blocks, { onAction: press, nameOf: (user) => nameOf(state, user) })
        : [element('p', {}, message.text ?? '')]),
      replies > 0 &&
        element(
          'button',
          { type: 'button', class: 'thread', click: () => go({ thread: message.ts }) },
          `${replies} ${replies === 1 ? 'reply' : 'replies'}`,
        ),
    ),
  )
}

const renderWhisper = ({ id, message }: State['ephemerals'][number]): HTMLElement =>
  element(
    'article',
    { class: 'message whisper' },
    avatar('Patchbay'),
    element(
      'div',
      { class: 'body' },
      element(
        'p',
        { class: 'who' },
        element('strong', {}, 'Patchbay'),
        element('span', { class: 'app' }, 'APP'),
        element('span', { class: 'only' }, 'Only visible to you'),
        element(
          'button',
          { type: 'button', class: 'link', click: () => void act(place.as, { kind: 'dismiss', id }) },
          'Dismiss',
        ),
      ),
      ...renderBlocks(message.blocks ?? [], { onAction: () => {} }),
    ),
  )

const sidebar = (state: State): HTMLElement =>
  element(
    'nav',
    { 'aria-label': 'Workspace' },
    element('h1', {}, 'Practice workspace'),
    element('p', { class: 'label' }, 'You are'),
    ...state.people.map((person) =>
      element(
        'button',
        {
          type: 'button',
          class: 'person',
          'aria-pressed': String(person.name === place.as),
          click: () => go({ as: person.name, thread: undefined }),
        },
        avatar(person.realName),
        element('span', {}, person.realName),
        person.guest && element('span', { class: 'tag' }, 'guest'),
      ),
    ),
    element('p', { class: 'label' }, 'Channels'),
    ...state.channels.map(({ id, name }) =>
      element(
        'button',
        {
          type: 'button',
          class: 'channel',
          'aria-pressed': String(place.channel === id),
          click: () => go({ channel: id, thread: undefined }),
        },
        `# ${name}`,
      ),
    ),
    element('p', { class: 'label' }, 'Apps'),
    element(
      'button',
      {
        type: 'button',
        class: 'channel',
        'aria-pressed': String(place.channel === home),
        click: () => {
          go({ channel: home, thread: undefined })
          void act(place.as, { kind: 'home' })
        },
      },
      'Patchbay',
    ),
    element(
      'p',
      { class: 'note' },
      'The bot is the real one; only Slack is played here. Nothing leaves this machine.',
    ),
  )

const composer = (channel: { id: string; name: string }): HTMLElement => {
  const field = element('input', {
    id: 'composer',
    placeholder: `Message #${channel.name}, or /connectors help`,
    'aria-label': `Message #${channel.name}`,
    autocomplete: 'off',
    value: draft,
    input: (event) => {
      draft = (event.target as HTMLInputElement).value
    },
  })
  return element(
    'form',
    {
      class: 'composer',
      submit: (event) => {
        event.preventDefault()
        const text = draft.trim()
        if (text === '') return
        draft = ''
        void act(place.as, { kind: 'say', channel: channel.id, text }).catch((error: unknown) => {
          draft = text
          alert(error instanceof Error ? error.message : String(error))
          draw()
        })
        draw()
      },
    },
    field,
    element('button', { type: 'submit', class: 'button primary' }, 'Send'),
  )
}

const empty = element(
  'div',
  { class: 'empty' },
  element('p', {}, 'Nothing has been said here yet. Try one of these:'),
)

const tryThese = ['help', 'list', 'create', 'whoami', 'approvals']

const conversation = (state: State): HTMLElement => {
  const channel = state.channels.find(({ id }) => id === place.channel)
  if (channel === undefined) return appHome(state)
  const whispers = state.ephemerals.filter((one) => one.channel === channel.id)
  const hints = tryThese.map((command) =>
    element(
      'button',
      {
        type: 'button',
        class: 'button',
        click: () => void act(place.as, { kind: 'say', channel: channel.id, text: `/connectors ${command}` }),
      },
      `/connectors ${command}`,
    ),
  )
  const nothing = state.messages.length + whispers.length === 0
  return element(
    'main',
    {},
    element('header', {}, element('h2', {}, `# ${channel.name}`), element('p', {}, channel.topic)),
    element(
      'div',
      { class: 'messages', 'aria-live': 'polite' },
      nothing &&
        element(
          'div',
          { class: 'empty' },
          ...[...empty.childNodes].map((node) => node.cloneNode(true)),
          ...hints,
        ),
      ...state.messages.toReversed().map((message) => renderMessage(state, message, channel.id)),
      ...whispers.map(renderWhisper),
    ),
    composer(channel),
  )
}

const appHome = (state: State): HTMLElement => {
  const view = state.home
  const content = element('div', { class: 'messages home' })
  content.append(
    ...(view === undefined
      ? [element('p', { class: 'empty' }, 'The bot has not drawn your home tab yet.')]
      : renderBlocks(view.blocks, { onAction: viewAction(place.as, view, () => content) })),
  )
  return element(
    'main',
    {},
    element('header', {}, element('h2', {}, 'Patchbay'), element('p', {}, 'App home')),
    content,
  )
}

const thread = (state: State): HTMLElement | undefined => {
  if (state.thread === undefined) return undefined
  return element(
    'aside',
    { 'aria-label': 'Thread' },
    element(
      'header',
      {},
      element('h2', {}, 'Thread'),
      element(
        'button',
        {
          type: 'button',
          class: 'icon',
          'aria-label': 'Close the thread',
          click: () => go({ thread: undefined }),
        },
        '✕',
      ),
    ),
    element(
      'div',
      { class: 'messages' },
      ...state.thread.map((message) => renderMessage(state, message, place.channel)),
    ),
  )
}

const drawModal = (state: State): void => {
  const view = state.modals.at(-1)
  const version =
    view === undefined ? '' : `${place.as} ${view.id} ${view.hash ?? ''} ${JSON.stringify(errors)}`
  if (version === drawnModal) return
  drawnModal = version
  document.querySelector('.shade')?.remove()
  if (view === undefined) return
  const made = renderModal({
    as: place.as,
    view,
    errors,
    onErrors: (found) => {
      errors = found
      showErrors(found)
    },
  })
  document.body.append(made)
  made.querySelector<HTMLElement>('input, select, textarea, button.primary')?.focus()
}

/** Errors are put beside their questions without drawing the form anew: what was typed stays. */
const showErrors = (found: Readonly<Record<string, string>>): void => {
  for (const old of document.querySelectorAll('.shade .error')) old.remove()
  for (const [id, message] of Object.entries(found)) {
    const field = [...document.querySelectorAll('.shade [name]')].find(
      (one) => one.getAttribute('name') === id,
    )
    field?.after(element('p', { class: 'error', role: 'alert' }, message))
  }
  errors = {}
}

const draw = (): void => {
  if (shown === undefined) return
  const focused = document.activeElement?.id === 'composer'
  const messages = document.querySelector('main .messages')
  const atEnd = messages === null || messages.scrollHeight - messages.scrollTop - messages.clientHeight < 60
  const aside = thread(shown)
  page.replaceChildren(sidebar(shown), conversation(shown), ...(aside === undefined ? [] : [aside]))
  page.classList.toggle('with-thread', aside !== undefined)
  const now = document.querySelector('main .messages')
  if (now !== null) now.scrollTop = atEnd ? now.scrollHeight : (messages?.scrollTop ?? 0)
  if (focused) {
    const field = document.querySelector<HTMLInputElement>('#composer')
    field?.focus()
    field?.setSelectionRange(draft.length, draft.length)
  }
  drawModal(shown)
}

/** One look at a time; a change that comes while one is under way asks for another. */
let looking = false
let again = false
const look = async (): Promise<void> => {
  if (looking) {
    again = true
    return
  }
  looking = true
  do {
    again = false
    shown = await readState(place)
    place.as = shown.me.name
    if (place.channel === '') place.channel = shown.channels[0]?.id ?? home
    draw()
  } while (again)
  looking = false
}

const refresh = (): void => {
  look().catch((error: unknown) => {
    looking = false
    page.replaceChildren(
      element('p', { class: 'starting' }, `The practice workspace does not answer: ${String(error)}`),
    )
  })
}

const go = (where: Partial<Place>): void => {
  Object.assign(place, where)
  if (where.as !== undefined) location.hash = where.as
  refresh()
}

document.addEventListener('keydown', ({ key }) => {
  const top = shown?.modals.at(-1)
  if (key === 'Escape' && top !== undefined) void act(place.as, { kind: 'close', view: top.id })
})
onChange(refresh)
