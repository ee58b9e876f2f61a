/**
 * The tools of one cluster for language models, as a program of its own on stdin and stdout: bundled as a file that the
 * editor starts. Where to go and as whom is in its environment, which nobody else gets.
 */
import { connect, createCore, openSession } from '@patchbay/core'
import { serveTools } from '@patchbay/core/mcp'
import { z } from 'zod'
import { connectionOf } from './connection/connection-of.ts'

const environment = z.object({
  PATCHBAY_MCP_CLUSTER: z.string().transform((text): unknown => JSON.parse(text)),
  PATCHBAY_MCP_SECRET: z.string(),
  PATCHBAY_MCP_CA: z.string().optional(),
  PATCHBAY_MCP_VERSION: z.string(),
})
const clusterSchema = z.object({
  name: z.string(),
  url: z.string(),
  username: z.string().optional(),
  caFingerprint: z.string().optional(),
})

const main = async (): Promise<void> => {
  const given = environment.parse(process.env)
  const cluster = clusterSchema.parse(given.PATCHBAY_MCP_CLUSTER)
  const es = connect(connectionOf(cluster, given.PATCHBAY_MCP_SECRET, given.PATCHBAY_MCP_CA))
  const stop = new AbortController()
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => stop.abort())
  await serveTools({
    core: createCore(),
    version: given.PATCHBAY_MCP_VERSION,
    // A session a call: the roles of whoever signed in may change while this runs.
    openSession: () => openSession(cluster.name, es),
    signal: stop.signal,
  })
  await es.close()
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
})
