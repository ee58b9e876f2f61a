import { Fragment, h, render } from 'preact'
import { Modal } from './render-modal.ts'
import { conversation, home, sidebar, threadAside } from './render-workspace.ts'
import { type Act, onChange, type Place, readState, send, type State } from './server.ts'

const root = document.querySelector('#page')
if (root === null) throw new Error('The page has no place.')

const place: Place = { as: location.hash.slice(1), channel: '', thread: undefined }
let shown: State | undefined
/** What was read is not yet of the place that is shown. */
let moving = false
/** What was typed and not yet sent, by channel. */
const drafts = new Map<string, string>()
/** What could not be done, until somebody has seen it or it can be done again: a look or a deed. */
let trouble: { of: 'look' | 'deed'; words: string } | undefined

const messagesPlace = (): HTMLElement | null => document.querySelector('main .messages')

const draw = (): void => {
  const before = messagesPlace()
  const atEnd = before !== null && before.scrollHeight - before.scrollTop - before.clientHeight < 60
  render(
    shown === undefined
      ? h('p', { class: 'starting' }, trouble?.words ?? 'Starting …')
      : h(
          Fragment,
          {},
          sidebar(shown, { place, act, go }),
          conversation(shown, { place, act, go, moving, drafts, draw }),
          threadAside(shown, { place, act, go }),
          trouble !== undefined &&
            h(
              'p',
              { class: 'trouble', role: 'alert' },
              trouble.words,
              h('button', { type: 'button', class: 'link', onClick: () => tell(undefined) }, 'Dismiss'),
            ),
          shown.modals.slice(-1).map((view) => h(Modal, { key: `${place.as} ${view.id}`, view, act })),
        ),
    root,
  )
  root.classList.toggle('with-thread', shown?.thread !== undefined)
  const now = messagesPlace()
  // A channel is read from its newest message on, the home tab from its top.
  if (now !== null && place.channel !== home && (atEnd || now !== before)) now.scrollTop = now.scrollHeight
}

const tell = (problem: typeof trouble): void => {
  trouble = problem
  draw()
}

const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

/** What was not possible is possible again: nobody has to dismiss that. */
const worked = (of: 'look' | 'deed'): void => {
  if (trouble?.of === of) tell(undefined)
}

const act: Act = async (deed) => {
  try {
    const answer = await send(place.as, deed)
    worked('deed')
    return answer
  } catch (error) {
    tell({ of: 'deed', words: wordsOf(error) })
    return undefined
  }
}

const isAt = ({ as, channel, thread }: Place): boolean =>
  as === place.as && channel === place.channel && thread === place.thread

/** One look at a time; a change that comes while one is under way asks for another. */
let looking = false
let again = false
const look = async (): Promise<void> => {
  if (looking) {
    again = true
    return
  }
  looking = true
  try {
    do {
      again = false
      const asked = { ...place }
      const state = await readState(asked)
      // Somebody went elsewhere meanwhile: this answer is of where they were.
      if (!isAt(asked)) {
        again = true
        continue
      }
      shown = state
      worked('look')
      moving = false
      place.as = state.me.name
      if (place.channel === '') place.channel = state.channels[0]?.id ?? home
      draw()
    } while (again)
  } finally {
    looking = false
  }
}

/** Milliseconds until another look where one failed. */
const lookAgain = 2000
const refresh = (): void => {
  look().catch((error: unknown) => {
    tell({ of: 'look', words: `The practice workspace does not answer: ${wordsOf(error)}` })
    setTimeout(refresh, lookAgain)
  })
}

/** The page is there at once, without what it must ask for: nothing is said or pressed where one was before. */
const go = (where: Partial<Place>): void => {
  const from = { ...place }
  Object.assign(place, where)
  if (where.as !== undefined) location.hash = where.as
  if (shown !== undefined) {
    const { modals, ephemerals, home: view, thread, messages, ...rest } = shown
    const isSame = place.as === from.as
    shown = {
      ...rest,
      messages: place.channel === from.channel ? messages : [],
      thread: place.thread === from.thread ? thread : undefined,
      modals: isSame ? modals : [],
      ephemerals: isSame ? ephemerals : [],
      home: isSame ? view : undefined,
    }
    moving = !isAt(from)
    draw()
  }
  refresh()
}

document.addEventListener('keydown', ({ key }) => {
  const top = shown?.modals.at(-1)
  if (key === 'Escape' && top !== undefined) void act({ kind: 'close', view: top.id })
})
// What index.html shows until then is not of this renderer.
root.replaceChildren()
draw()
onChange(refresh)
