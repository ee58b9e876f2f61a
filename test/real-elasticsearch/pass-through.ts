import { request } from 'node:http'
import type { Agent, IncomingMessage, ServerResponse } from 'node:http'
import { pipeline } from 'node:stream/promises'

/**
 * Sends a request on to `target` as it came and its answer back as it comes, bytes unchanged.
 * When either side goes away, so does the other.
 */
export const passThrough = async (
  { target, agent }: { target: URL; agent: Agent },
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> => {
  const upstream = request({
    agent,
    host: target.hostname,
    port: target.port,
    method: incoming.method,
    path: incoming.url,
    headers: withoutConnection(incoming.rawHeaders),
  })
  const answered = new Promise<IncomingMessage>((resolve, reject) => {
    upstream.once('response', resolve)
    upstream.once('error', reject)
  })
  outgoing.once('close', () => {
    if (!outgoing.writableFinished) upstream.destroy()
  })
  // Not a pipeline: that would destroy the request, and the connection with it, once its body has been sent.
  incoming.on('error', () => upstream.destroy())
  incoming.pipe(upstream)
  try {
    // It may come before the body has been sent: a refused upload.
    const answer = await answered
    outgoing.sendDate = false
    outgoing.writeHead(answer.statusCode ?? 502, answer.statusMessage, answer.rawHeaders)
    await pipeline(answer, outgoing)
  } catch {
    // A broken connection is passed on as a broken connection.
    outgoing.destroy()
  }
}

/** `Connection` is about the way to here: whether the one behind stays open is the agent's business. */
const withoutConnection = (rawHeaders: readonly string[]): string[] => {
  const kept: string[] = []
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const [name = '', value = ''] = rawHeaders.slice(at, at + 2)
    if (name.toLowerCase() !== 'connection') kept.push(name, value)
  }
  return kept
}
