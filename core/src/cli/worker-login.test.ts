import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { workerLogin } from './worker-login.ts'

describe('files that a worker keeps connectors away from', () => {
  let folder = ''
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'patchbay-worker-'))
  })
  afterAll(() => rm(folder, { recursive: true }))

  it('are the file that it was configured by, and all with keys or passwords that this names', async () => {
    const settings = {
      clusters: {
        prod: { url: 'https://es.example:9200' },
        staging: { url: 'https://staging.example:9200', caFile: 'ca.pem', passwordFile: 'logins/ada' },
      },
      default: 'prod',
      slack: { channel: 'C1', others: { prod: { apiKeyFile: 'bot.key' } } },
      worker: { apiKeyFile: 'keys/worker.key', connectorKeysFile: 'keys/connectors.json' },
    }
    const file = join(folder, 'patchbay.config.json')
    await writeFile(file, JSON.stringify(settings))
    await mkdir(join(folder, 'keys'))
    await writeFile(join(folder, 'keys/worker.key'), 'a2V5', { mode: 0o600 })
    const { ownFiles } = workerLogin({}, { env: {}, cwd: folder })
    const named = ['logins/ada', 'keys/worker.key', 'keys/connectors.json', 'bot.key']
    expect(ownFiles.toSorted()).toEqual([file, ...named.map((path) => join(folder, path))].toSorted())
  })

  it.skipIf(process.platform === 'win32')(
    'are the passwords of the local cluster, which nobody else may read',
    async () => {
      const local = join(folder, 'elsewhere/.patchbay/local')
      await mkdir(local, { recursive: true })
      const file = join(local, 'credentials.json')
      const credentials = { url: 'http://127.0.0.1:9200', users: {}, services: { worker: 'a2V5' } }
      await writeFile(file, JSON.stringify(credentials), { mode: 0o644 })
      const login = () => workerLogin({ cluster: 'local' }, { env: {}, cwd: join(folder, 'elsewhere') })
      expect(login).toThrow('others can read it')
      await chmod(file, 0o600)
      expect(login().ownFiles).toEqual([file, join(local, 'connector-keys.json')])
    },
  )
})
