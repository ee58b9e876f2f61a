/** What the page is told: what one person of the workspace sees. */
export interface State {
  me: Person
  people: Person[]
  channels: { id: string; name: string; topic: string }[]
  bot: string
  messages: Message[]
  thread: Message[] | undefined
  modals: View[]
  home: View | undefined
  ephemerals: { id: string; channel: string; message: Message }[]
}

export interface Person {
  id: string
  name: string
  realName: string
  guest: boolean
}

/** A message as Slack's Web API gives it. */
export interface Message {
  ts?: string
  user?: string
  text?: string
  blocks?: Block[]
  thread_ts?: string
  reply_count?: number
  edited?: unknown
}

export interface View {
  id: string
  hash?: string
  type?: string
  callback_id?: string
  title?: { text: string } | null
  submit?: { text: string } | null
  close?: { text: string } | null
  blocks: Block[]
}

/** A block or an element of one; which fields it has, its type says. */
export interface Block {
  type: string
  block_id?: string
  action_id?: string
  [field: string]: unknown
}

export interface Place {
  as: string
  channel: string
  thread: string | undefined
}

export const readState = async ({ as, channel, thread }: Place): Promise<State> => {
  const query = new URLSearchParams({ as, channel, ...(thread === undefined ? {} : { thread }) })
  const answer = await fetch(`/state?${query}`)
  if (!answer.ok) throw new Error(await answer.text())
  return answer.json() as Promise<State>
}

/** Does something as a person; what comes back depends on what it is. */
export const send = async (as: string, deed: object): Promise<Record<string, unknown>> => {
  const answer = await fetch('/act', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ as, ...deed }),
  })
  if (!answer.ok) throw new Error(await answer.text())
  return answer.json() as Promise<Record<string, unknown>>
}

/** Does something as the person whom the page shows; nothing comes back where it failed, which the page has told. */
export type Act = (deed: object) => Promise<Record<string, unknown> | undefined>

/** Calls back when something changed, also after the connection was lost. */
export const onChange = (changed: () => void): void => {
  const source = new EventSource('/changes')
  source.addEventListener('message', changed)
  source.addEventListener('open', changed)
}
