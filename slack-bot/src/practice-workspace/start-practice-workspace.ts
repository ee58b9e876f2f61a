import { randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage } from 'node:http'
import { z } from 'zod'
import { actAsPerson } from './act-as-person.ts'
import { completeAnswer } from './complete-answer.ts'
import { emulateSlack, type Seed } from './emulate-slack.ts'
import type { PracticeWorkspace } from './practice-workspace.ts'
import { createResponseUrls } from './response-urls.ts'
import { Screens, type View } from './screens.ts'
import { servePage } from './serve-page.ts'

const viewSchema = z.object({ view: z.looseObject({ id: z.string() }) })
const historySchema = z.object({ messages: z.array(z.record(z.string(), z.unknown())) })

const readBody = async (request: IncomingMessage): Promise<Buffer> => {
  const chunks: Buffer[] = []
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk)
  return Buffer.concat(chunks)
}

/** A field of a call of the Web API, which comes as a form or as JSON. */
const fieldOf = (body: string, name: string): string => {
  const fields: unknown = body.startsWith('{')
    ? JSON.parse(body)
    : Object.fromEntries(new URLSearchParams(body))
  return z.record(z.string(), z.unknown()).parse(fields)[name]?.toString() ?? ''
}

/**
 * A workspace without Slack: its Web API by a kept emulator; what that lacks (who sees which view, response URLs, and
 * the whole direction from Slack to the bot) is here. The bot is the real one, with the real receiver and signatures.
 */
export const startPracticeWorkspace = async (seed: Seed, port = 0): Promise<PracticeWorkspace> => {
  const slack = await emulateSlack(seed)
  const signingSecret = randomBytes(16).toString('hex')
  const listeners = new Set<() => void>()
  const changed = (): void => {
    for (const listener of listeners) listener()
  }
  const screens = new Screens(changed)
  let origin = ''
  let botUrl = ''
  const responses = createResponseUrls({ slack, screens }, { origin: () => origin, changed })

  /** Notes what a call of the bot shows to whom. */
  const note = (method: string, body: string, answer: unknown): void => {
    const { data } = viewSchema.safeParse(answer)
    const view: View | undefined = data?.view
    if (view === undefined) return changed()
    if (method === 'views.open' || method === 'views.push') screens.opened(fieldOf(body, 'trigger_id'), view)
    if (method === 'views.update') screens.updated(view)
    if (method === 'views.publish') screens.published(fieldOf(body, 'user_id'), view)
  }

  const callApi = async (
    request: IncomingMessage,
    path: string,
  ): Promise<{ status: number; text: string }> => {
    const body = await readBody(request)
    const method = path.slice('/api/'.length)
    const { authorization = '', 'content-type': type = '' } = request.headers
    const answer = await slack.forward(path, { headers: { authorization, 'content-type': type }, body })
    const text = completeAnswer(method, await answer.text(), slack.people)
    if (method === 'chat.postEphemeral')
      screens.whispered(
        fieldOf(body.toString(), 'user'),
        fieldOf(body.toString(), 'channel'),
        Object.fromEntries(new URLSearchParams(body.toString())),
      )
    if (answer.ok) note(method, body.toString(), JSON.parse(text))
    return { status: answer.status, text }
  }

  const server = createServer((request, response) => {
    const { pathname: path } = new URL(request.url ?? '/', 'http://localhost')
    const handle = async (): Promise<{ status: number; text: string }> => {
      if (path.startsWith('/api/')) return callApi(request, path)
      const responseId = /^\/response\/(r\d+)$/.exec(path)?.[1]
      if (responseId === undefined) return { status: 404, text: '{"ok":false}' }
      const taken = await responses.take(responseId, JSON.parse((await readBody(request)).toString()))
      return taken ? { status: 200, text: 'ok' } : { status: 404, text: 'used_url' }
    }
    servePage(workspace, request, response)
      .then(async (served) => {
        if (served) return
        const { status, text } = await handle()
        response.writeHead(status, { 'content-type': 'application/json' }).end(text)
      })
      .catch((error: unknown) => response.writeHead(500).end(String(error)))
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  const address = server.address()
  if (typeof address !== 'object' || address === null) throw new Error('The practice workspace has no port.')
  origin = `http://127.0.0.1:${address.port}`

  // Requests come only after the address is known, so none sees this before it is there.
  const workspace: PracticeWorkspace = {
    url: origin,
    slack: { token: slack.token, signingSecret, apiUrl: `${origin}/api/` },
    team: slack.team,
    people: slack.people,
    channels: slack.channels,
    screens,
    bot: slack.bot,
    say: async (name, target, text) => {
      await slack.call('chat.postMessage', { channel: target, text }, name)
      changed()
    },
    person(name, as) {
      const person = slack.people.find((one) => one.name === name)
      if (person === undefined) throw new Error(`Nobody here is called ${name}.`)
      return actAsPerson(person, { slack, screens, responses, bot: () => botUrl, signingSecret }, as)
    },
    async messages(channel, thread) {
      const answer =
        thread === undefined
          ? await slack.call('conversations.history', { channel, limit: 200 })
          : await slack.call('conversations.replies', { channel, ts: thread })
      return historySchema.parse(answer).messages
    },
    connect: (url) => {
      botUrl = url
    },
    onChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    async stop() {
      server.closeAllConnections()
      await new Promise<void>((resolve) => server.close(() => resolve()))
      await slack.stop()
    },
  }
  return workspace
}
