import { readFile } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { stripTypeScriptTypes } from 'node:module'
import { join } from 'node:path'
import { z } from 'zod'
import type { PracticeWorkspace } from './practice-workspace.ts'

type Workspace = Pick<
  PracticeWorkspace,
  'people' | 'channels' | 'bot' | 'screens' | 'messages' | 'person' | 'say' | 'onChange'
>

const folder = join(import.meta.dirname, 'page')
const files = /^\/page\/([a-z-]+\.(?:ts|css))$/
/** The one library of the page: its address there, and the file that it is. */
const preact = { path: '/page/preact.js', file: new URL(import.meta.resolve('preact')) }

const headers = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
}

/** A file of the page; its TypeScript as the JavaScript that a browser takes. */
const serveFile = async (name: string, response: ServerResponse): Promise<void> => {
  const text = await readFile(join(folder, name), 'utf8')
  const type = name.endsWith('.ts') ? 'text/javascript' : name.endsWith('.css') ? 'text/css' : 'text/html'
  response
    .writeHead(200, { ...headers, 'content-type': `${type}; charset=utf-8` })
    .end(name.endsWith('.ts') ? asScript(text) : text)
}

/** What a browser takes: no types, and addresses where Node has the names of packages. */
const asScript = (text: string): string =>
  stripTypeScriptTypes(text).replaceAll(`from 'preact'`, `from '${preact.path}'`)

const servePreact = async (response: ServerResponse): Promise<void> => {
  const text = await readFile(preact.file)
  response.writeHead(200, { ...headers, 'content-type': 'text/javascript; charset=utf-8' }).end(text)
}

const answerJson = (response: ServerResponse, value: unknown): void => {
  response.writeHead(200, { ...headers, 'content-type': 'application/json' }).end(JSON.stringify(value ?? {}))
}

/** What one person sees. */
const stateFor = async (workspace: Workspace, query: URLSearchParams): Promise<unknown> => {
  const { people, channels, bot, screens } = workspace
  const me = people.find(({ name }) => name === query.get('as')) ?? people[0]
  const channel = channels.find(({ id }) => id === query.get('channel')) ?? channels[0]
  if (me === undefined || channel === undefined) throw new Error('The practice workspace is empty.')
  const thread = query.get('thread')
  const screen = screens.of(me.id)
  return {
    me,
    people,
    channels,
    bot,
    messages: await workspace.messages(channel.id),
    ...(thread === null ? {} : { thread: await workspace.messages(channel.id, thread) }),
    ...screen,
  }
}

const action = z.object({
  type: z.string(),
  action_id: z.string(),
  block_id: z.string().default(''),
  value: z.string().optional(),
  selected_option: z.unknown().optional(),
})
const state = z.record(z.string(), z.record(z.string(), z.unknown())).default({})

const deedSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('say'), as: z.string(), channel: z.string(), text: z.string().max(4000) }),
  z.object({ kind: z.literal('click'), as: z.string(), channel: z.string(), ts: z.string(), action }),
  z.object({ kind: z.literal('whisper-click'), as: z.string(), id: z.string(), action }),
  z.object({ kind: z.literal('view-click'), as: z.string(), view: z.string(), action, state }),
  z.object({ kind: z.literal('submit'), as: z.string(), view: z.string(), state }),
  z.object({ kind: z.literal('close'), as: z.string(), view: z.string() }),
  z.object({ kind: z.literal('dismiss'), as: z.string(), id: z.string() }),
  z.object({ kind: z.literal('home'), as: z.string() }),
  z.object({
    kind: z.literal('options'),
    as: z.string(),
    view: z.string(),
    block: z.string(),
    action: z.string(),
    value: z.string(),
  }),
])

/** Does what somebody did on the page. */
const carryOut = async (workspace: Workspace, raw: unknown): Promise<unknown> => {
  const deed = deedSchema.parse(raw)
  const person = workspace.person(deed.as)
  const me = workspace.people.find(({ name }) => name === deed.as)?.id ?? ''
  const screen = workspace.screens.of(me)
  const viewOf = (id: string) => {
    const view = [...screen.modals, screen.home].find((one) => one?.id === id)
    if (view === undefined) throw new Error('This form is no longer there.')
    return view
  }
  switch (deed.kind) {
    case 'say': {
      const command = /^\/connectors(?:\s+(.*))?$/s.exec(deed.text)
      if (command === null) return workspace.say(deed.as, deed.channel, deed.text)
      const answer = await person.command(command[1] ?? '', deed.channel)
      if (!answer.ok) throw new Error(`The bot answered ${answer.status}.`)
      return undefined
    }
    case 'click': {
      const all = await workspace.messages(deed.channel)
      const message = all.find(({ ts }) => ts === deed.ts)
      if (message === undefined) throw new Error('This message is no longer there.')
      await person.click({ channel: deed.channel, ts: deed.ts, message }, deed.action)
      return undefined
    }
    case 'whisper-click': {
      const whisper = screen.ephemerals.find(({ id }) => id === deed.id)
      if (whisper === undefined) throw new Error('This message is no longer there.')
      await person.clickWhisper(whisper, deed.action)
      return undefined
    }
    case 'view-click':
      await person.clickInView(viewOf(deed.view), deed.action, deed.state)
      return undefined
    case 'submit':
      return { errors: await person.submit(viewOf(deed.view), deed.state) }
    case 'close':
      person.close(viewOf(deed.view))
      return undefined
    case 'dismiss':
      workspace.screens.dismissed(me, deed.id)
      return undefined
    case 'home':
      await person.openHome()
      return undefined
    case 'options':
      return {
        options: await person.options(viewOf(deed.view), {
          block: deed.block,
          action: deed.action,
          value: deed.value,
        }),
      }
  }
}

const readBody = async (request: IncomingMessage): Promise<unknown> => {
  let text = ''
  for await (const chunk of request.setEncoding('utf8')) text += String(chunk)
  return JSON.parse(text)
}

const sendChanges = (workspace: Workspace, request: IncomingMessage, response: ServerResponse): void => {
  response.writeHead(200, { ...headers, 'content-type': 'text/event-stream' })
  // Sent at once, so that the page knows that it is connected.
  response.flushHeaders()
  const stop = workspace.onChange(() => response.write('data: changed\n\n'))
  request.once('close', stop)
}

/** A page of another site must not work here as ada: requests come from this page, at this machine's own name. */
const isOurs = ({ headers: { host = '', origin }, method }: IncomingMessage): boolean =>
  /^(127\.0\.0\.1|localhost):\d+$/.test(host) &&
  (method === 'GET' || origin === undefined || new URL(origin).host === host)

/** Answers what the page asks for; false where it asks for nothing of the page. */
export const servePage = async (
  workspace: Workspace,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<boolean> => {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost')
  const file = pathname === '/' ? 'index.html' : files.exec(pathname)?.[1]
  if (file === undefined && !['/state', '/act', '/changes', preact.path].includes(pathname)) return false
  if (!isOurs(request)) {
    response.writeHead(403).end()
    return true
  }
  try {
    if (file !== undefined) await serveFile(file, response)
    else if (pathname === preact.path) await servePreact(response)
    else if (pathname === '/state') answerJson(response, await stateFor(workspace, searchParams))
    else if (pathname === '/changes') sendChanges(workspace, request, response)
    else answerJson(response, await carryOut(workspace, await readBody(request)))
  } catch (error) {
    response.writeHead(400, headers).end(error instanceof Error ? error.message : String(error))
  }
  return true
}
