import { type ComponentChild, h } from 'preact'
import { renderBlocks } from './render-blocks.ts'
import { viewAction } from './render-modal.ts'
import type { Act, Block, Message, Place, State } from './server.ts'

/** The place of the bot's home tab, beside the channels. */
export const home = 'home'

interface Parts {
  place: Readonly<Place>
  act: Act
  go(where: Partial<Place>): void
}

const time = (ts: string | undefined): string =>
  ts === undefined
    ? ''
    : new Date(Number(ts) * 1000).toLocaleTimeString(undefined, { hour: '2-digit', minute: '2-digit' })

const nameOf = (state: State, user: string | undefined): string =>
  user === state.bot ? 'Patchbay' : (state.people.find(({ id }) => id === user)?.realName ?? user ?? '')

const avatar = (name: string): ComponentChild =>
  h('span', { class: `avatar a${name.length % 5}`, 'aria-hidden': 'true' }, name.slice(0, 1).toUpperCase())

/** A message, keyed so that it stays the same element when others come: a click on it is never lost. */
const renderMessage = (state: State, message: Message, { place, act, go }: Parts): ComponentChild => {
  const name = nameOf(state, message.user)
  const blocks = message.blocks ?? []
  const { channel } = place
  const press = (action: Block): void =>
    void act({ kind: 'click', channel, ts: message.ts, action: { ...action, type: action.type } })
  const replies = message.reply_count ?? 0
  return h(
    'article',
    { key: message.ts, class: 'message', 'data-ts': message.ts },
    avatar(name),
    h(
      'div',
      { class: 'body' },
      h(
        'p',
        { class: 'who' },
        h('strong', {}, name),
        message.user === state.bot && h('span', { class: 'app' }, 'APP'),
        h('time', {}, time(message.ts)),
        message.edited !== undefined && h('span', { class: 'edited' }, '(edited)'),
      ),
      blocks.length > 0
        ? renderBlocks(blocks, { onAction: press, nameOf: (user) => nameOf(state, user) })
        : h('p', {}, message.text ?? ''),
      replies > 0 &&
        h(
          'button',
          { type: 'button', class: 'thread', onClick: () => go({ thread: message.ts }) },
          `${replies} ${replies === 1 ? 'reply' : 'replies'}`,
        ),
    ),
  )
}

const renderWhisper = ({ id, message }: State['ephemerals'][number], { act }: Parts): ComponentChild =>
  h(
    'article',
    { key: id, class: 'message whisper' },
    avatar('Patchbay'),
    h(
      'div',
      { class: 'body' },
      h(
        'p',
        { class: 'who' },
        h('strong', {}, 'Patchbay'),
        h('span', { class: 'app' }, 'APP'),
        h('span', { class: 'only' }, 'Only visible to you'),
        h(
          'button',
          { type: 'button', class: 'link', onClick: () => void act({ kind: 'dismiss', id }) },
          'Dismiss',
        ),
      ),
      renderBlocks(message.blocks ?? [], {
        onAction: (action) => void act({ kind: 'whisper-click', id, action }),
      }),
    ),
  )

export const sidebar = (state: State, { place, act, go }: Parts): ComponentChild => {
  const channelButton = (id: string, name: string, more = (): void => {}): ComponentChild =>
    h(
      'button',
      {
        key: id,
        type: 'button',
        class: 'channel',
        'aria-pressed': place.channel === id,
        onClick: () => {
          go({ channel: id, thread: undefined })
          more()
        },
      },
      name,
    )
  return h(
    'nav',
    { 'aria-label': 'Workspace' },
    h('h1', {}, 'Practice workspace'),
    h('p', { class: 'label' }, 'You are'),
    state.people.map(({ name, realName, guest }) =>
      h(
        'button',
        {
          key: name,
          type: 'button',
          class: 'person',
          'aria-pressed': name === place.as,
          onClick: () => go({ as: name, thread: undefined }),
        },
        avatar(realName),
        h('span', {}, realName),
        guest && h('span', { class: 'tag' }, 'guest'),
      ),
    ),
    h('p', { class: 'label' }, 'Channels'),
    state.channels.map(({ id, name }) => channelButton(id, `# ${name}`)),
    h('p', { class: 'label' }, 'Apps'),
    channelButton(home, 'Patchbay', () => void act({ kind: 'home' })),
    h(
      'p',
      { class: 'note' },
      'The bot is the real one; only Slack is played here. Nothing leaves this machine.',
    ),
  )
}

interface ConversationParts extends Parts {
  /** The messages of this place are still asked for. */
  moving: boolean
  drafts: Map<string, string>
  draw(): void
}

const composer = (
  { id, name }: State['channels'][number],
  { act, drafts, draw }: ConversationParts,
): ComponentChild => {
  const send = async (): Promise<void> => {
    const draft = drafts.get(id) ?? ''
    if (draft.trim() === '') return
    drafts.delete(id)
    draw()
    if ((await act({ kind: 'say', channel: id, text: draft.trim() })) !== undefined) return
    drafts.set(id, draft)
    draw()
  }
  return h(
    'form',
    {
      class: 'composer',
      onSubmit: (event: Event) => {
        event.preventDefault()
        void send()
      },
    },
    h('input', {
      id: 'composer',
      placeholder: `Message #${name}, or /connectors help`,
      'aria-label': `Message #${name}`,
      autocomplete: 'off',
      value: drafts.get(id) ?? '',
      onInput: ({ currentTarget }) => drafts.set(id, currentTarget.value),
    }),
    h('button', { type: 'submit', class: 'button primary' }, 'Send'),
  )
}

const tryThese = ['help', 'list', 'create', 'whoami', 'approvals']

/** A channel with what was said in it, or the home tab. */
export const conversation = (state: State, parts: ConversationParts): ComponentChild => {
  const { place, act, moving } = parts
  const channel = state.channels.find(({ id }) => id === place.channel)
  if (channel === undefined) return appHome(state, parts)
  const whispers = state.ephemerals.filter((one) => one.channel === channel.id)
  const nothing = !moving && state.messages.length + whispers.length === 0
  const hints = tryThese.map((command) =>
    h(
      'button',
      {
        type: 'button',
        class: 'button',
        onClick: () => void act({ kind: 'say', channel: channel.id, text: `/connectors ${command}` }),
      },
      `/connectors ${command}`,
    ),
  )
  return h(
    'main',
    { key: channel.id },
    h('header', {}, h('h2', {}, `# ${channel.name}`), h('p', {}, channel.topic)),
    h(
      'div',
      { class: 'messages', 'aria-live': 'polite', 'aria-busy': moving },
      nothing &&
        h('div', { class: 'empty' }, h('p', {}, 'Nothing has been said here yet. Try one of these:'), hints),
      state.messages.toReversed().map((message) => renderMessage(state, message, parts)),
      whispers.map((whisper) => renderWhisper(whisper, parts)),
    ),
    composer(channel, parts),
  )
}

const appHome = ({ home: view }: State, { place, act }: Parts): ComponentChild => {
  const content = (): Element | null => document.querySelector('main .home')
  return h(
    'main',
    { key: `${home} ${place.as}` },
    h('header', {}, h('h2', {}, 'Patchbay'), h('p', {}, 'App home')),
    h(
      'div',
      { class: 'messages home' },
      view === undefined
        ? h('p', { class: 'empty' }, 'The bot has not drawn your home tab yet.')
        : renderBlocks(view.blocks, { onAction: viewAction(act, view, content) }),
    ),
  )
}

export const threadAside = (state: State, parts: Parts): ComponentChild | undefined => {
  if (state.thread === undefined) return undefined
  return h(
    'aside',
    { key: 'thread', 'aria-label': 'Thread' },
    h(
      'header',
      {},
      h('h2', {}, 'Thread'),
      h(
        'button',
        {
          type: 'button',
          class: 'icon',
          'aria-label': 'Close the thread',
          onClick: () => parts.go({ thread: undefined }),
        },
        '✕',
      ),
    ),
    h(
      'div',
      { class: 'messages' },
      state.thread.map((message) => renderMessage(state, message, parts)),
    ),
  )
}
