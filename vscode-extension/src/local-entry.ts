/**
 * Local Elasticsearch with a worker beside it, as a program of its own: bundled as a file that the extension starts. It
 * ends with whoever started it, when its input ends.
 */
import { createInterface } from 'node:readline'
import { startLocalElasticsearch } from '@patchbay/core/local-elasticsearch'

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)

/** What the extension says on our input: the key of the worker, and those of connectors, once the cluster is set up. */
const said = (line: string): { workerKey: string | undefined; connectorKeys: [string, string][] } => {
  const parsed: unknown = JSON.parse(line)
  const field = (name: string): unknown =>
    typeof parsed === 'object' && parsed !== null ? Reflect.get(parsed, name) : undefined
  const keys = Object.entries(field('connectorKeys') ?? {})
  return {
    workerKey: text(field('workerKey')),
    connectorKeys: keys.flatMap(([id, key]) => (typeof key === 'string' ? [[id, key]] : [])),
  }
}

const startWorkerWith = async (
  url: string,
  key: string,
  keys: ReadonlyMap<string, string>,
): Promise<{ stop(): Promise<void> }> => {
  const [{ connect, Secret, systemClock, systemIds }, { sources, startWorker, toLines }] = await Promise.all([
    import('@patchbay/core'),
    import('@patchbay/core/sync'),
  ])
  const as = (apiKey: InstanceType<typeof Secret>) => connect({ url, auth: { kind: 'api-key', apiKey } })
  return startWorker({
    es: as(new Secret(key)),
    connectTo: as,
    keys: (connector) => {
      const known = keys.get(connector)
      return known === undefined ? undefined : new Secret(known)
    },
    sources,
    clock: systemClock,
    ids: systemIds,
    observe: toLines((line) => process.stderr.write(`${line}\n`)),
    idle: 1_000,
  })
}

const main = async (): Promise<void> => {
  const [dataDir = '', port = '0'] = process.argv.slice(2)
  const password = process.env['ELASTIC_PASSWORD']
  const server = await startLocalElasticsearch({
    dataDir,
    port: Number(port),
    ...(password === undefined ? {} : { password }),
  })
  process.stdout.write(`${JSON.stringify({ url: server.url })}\n`)
  const keys = new Map<string, string>()
  let worker: Promise<{ stop(): Promise<void> }> | undefined
  for await (const line of createInterface(process.stdin)) {
    const { workerKey, connectorKeys } = said(line)
    for (const [id, key] of connectorKeys) keys.set(id, key)
    if (workerKey !== undefined) worker ??= startWorkerWith(server.url, workerKey, keys)
  }
  // Syncs that run are suspended, and go on at the next start.
  await (await worker)?.stop()
  await server.close()
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
    process.exit(1)
  },
)
