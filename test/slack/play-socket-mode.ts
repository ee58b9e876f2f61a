import { createServer } from 'node:http'
import { type WebSocket, WebSocketServer } from 'ws'
import { z } from 'zod'

/** Slack's side of Socket Mode: gives out addresses of sockets, sends envelopes over one of them, hears what comes back. */
export interface SocketModeSlack {
  apiUrl: string
  appToken: string
  /** How many sockets take something now. */
  open(): number
  /** How many were opened in all. */
  opened(): number
  /** Sends something over one socket, the next each time; what the bot answers it with. */
  send(type: 'slash_commands' | 'interactive' | 'events_api', payload: object): Promise<unknown>
  /** Ends one socket as Slack does when it renews it. */
  renew(reason: 'warning' | 'refresh_requested' | 'link_disabled'): void
  /** One socket falls silent, as where the network is gone: it stays open, and nothing comes back over it. */
  silence(): void
  /** From now on `apps.connections.open` answers with this error; undefined: as usual. */
  refuse(error: string | undefined): void
  /** Somewhere to answer to, as a response URL is, and what came there. */
  hear(): Promise<{ url: string; bodies: string[] }>
  stop(): Promise<void>
}

/** Changes an answer of the Web API, by its method. */
type Changes = Readonly<Record<string, (answer: Record<string, unknown>, body: string) => unknown>>

const answerSchema = z.object({ envelope_id: z.string(), payload: z.unknown() })

const readBody = async (stream: AsyncIterable<Buffer>): Promise<Buffer> => {
  const chunks: Buffer[] = []
  for await (const chunk of stream) chunks.push(chunk)
  return Buffer.concat(chunks)
}

const recordSchema = z.record(z.string(), z.unknown())

/** Everything of the Web API but `apps.connections.open` goes on to `api`. */
export const playSocketMode = async (api: string, changes: Changes = {}): Promise<SocketModeSlack> => {
  const appToken = 'xapp-1-test'
  const sockets: WebSocket[] = []
  const answers = new Map<string, string[]>()
  const waiting = new Map<string, (answer: unknown) => void>()
  let [opened, envelopes, turn] = [0, 0, 0]
  let refused: string | undefined

  const server = createServer((request, response) => {
    const handle = async (): Promise<string> => {
      const body = await readBody(request)
      const heard = answers.get(request.url ?? '')
      if (heard !== undefined) {
        heard.push(body.toString())
        return 'ok'
      }
      if (request.url !== '/api/apps.connections.open') {
        const method = (request.url ?? '').slice('/api/'.length)
        const { authorization = '', 'content-type': type = '' } = request.headers
        const answer = await fetch(new URL(method, api), {
          method: 'POST',
          headers: { authorization, 'content-type': type },
          body: new Uint8Array(body),
        })
        const change = changes[method]
        if (change === undefined) return answer.text()
        return JSON.stringify(await change(recordSchema.parse(await answer.json()), body.toString()))
      }
      if (request.headers.authorization !== `Bearer ${appToken}`)
        return JSON.stringify({ ok: false, error: 'invalid_auth' })
      if (refused !== undefined) return JSON.stringify({ ok: false, error: refused })
      return JSON.stringify({ ok: true, url: `ws://127.0.0.1:${port()}/link` })
    }
    handle().then(
      (text) => response.writeHead(200, { 'content-type': 'application/json' }).end(text),
      (error: unknown) => response.writeHead(500).end(String(error)),
    )
  })
  const port = (): number => {
    const address = server.address()
    return typeof address === 'object' && address !== null ? address.port : 0
  }
  const leave = (socket: WebSocket): void => {
    if (sockets.includes(socket)) sockets.splice(sockets.indexOf(socket), 1)
  }
  const socketServer = new WebSocketServer({ server })
  socketServer.on('connection', (socket) => {
    opened += 1
    sockets.push(socket)
    socket.on('close', () => leave(socket))
    socket.on('message', (data: Buffer) => {
      const { envelope_id: id, payload } = answerSchema.parse(JSON.parse(data.toString()))
      waiting.get(id)?.(payload)
      waiting.delete(id)
    })
    socket.send(JSON.stringify({ type: 'hello', num_connections: sockets.length }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))

  return {
    apiUrl: `http://127.0.0.1:${port()}/api/`,
    appToken,
    open: () => sockets.length,
    opened: () => opened,
    send: (type, payload) =>
      new Promise((resolve, reject) => {
        const socket = sockets[(turn += 1) % sockets.length]
        if (socket === undefined) return reject(new Error('No socket is open.'))
        const envelope_id = `e${(envelopes += 1)}`
        waiting.set(envelope_id, resolve)
        socket.send(JSON.stringify({ type, envelope_id, payload, accepts_response_payload: true }))
      }),
    renew(reason) {
      const [socket] = sockets
      socket?.send(JSON.stringify({ type: 'disconnect', reason }))
      if (socket !== undefined) leave(socket)
    },
    silence() {
      const [socket] = sockets
      if (socket === undefined) return
      socket.pause()
      leave(socket)
    },
    refuse: (error) => {
      refused = error
    },
    async hear() {
      const path = `/answer/${answers.size}`
      const bodies: string[] = []
      answers.set(path, bodies)
      return { url: `http://127.0.0.1:${port()}${path}`, bodies }
    },
    async stop() {
      // Silent ones too.
      for (const socket of socketServer.clients) socket.terminate()
      socketServer.close()
      server.closeAllConnections()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}
