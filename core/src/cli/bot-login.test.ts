import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { botLogin } from './bot-login.ts'

const env = { PATCHBAY_BOT_KEY: 'key', SLACK_BOT_TOKEN: 'xoxb-1', SLACK_SIGNING_SECRET: 'secret' }
const slack = { channel: 'C1', people: { U1: 'ada' } }

const made: string[] = []
afterAll(() => {
  for (const folder of made) rmSync(folder, { recursive: true })
})
const folderWith = (config: unknown): string => {
  const folder = mkdtempSync(join(tmpdir(), 'patchbay-bot-'))
  made.push(folder)
  writeFileSync(join(folder, 'patchbay.config.json'), JSON.stringify(config))
  return folder
}
const clusters = { prod: { url: 'https://es.example:9200' } }

describe('botLogin', () => {
  it('takes the way to the cluster and the people from the file, and its secrets from the environment', () => {
    const login = botLogin(undefined, { env, cwd: folderWith({ clusters, slack }) })
    const [{ name, connection, channel }] = login.clusters
    expect([name, connection.url, channel]).toEqual(['prod', 'https://es.example:9200', 'C1'])
    expect(login.settings).toMatchObject({ channel: 'C1', people: { U1: 'ada' }, port: 3000 })
    expect(login.token.reveal()).toBe('xoxb-1')
  })

  it('says what is missing and how to give it', () => {
    const cwd = folderWith({ clusters, slack })
    for (const name of Object.keys(env)) {
      expect(() => botLogin(undefined, { env: { ...env, [name]: undefined }, cwd })).toThrow(name)
    }
    expect(() => botLogin(undefined, { env, cwd: folderWith({ clusters }) })).toThrow('has no "slack"')
    const wrong = folderWith({ clusters, slack: { ...slack, people: { ada: 'ada' } } })
    expect(() => botLogin(undefined, { env, cwd: wrong })).toThrow('must be the id of a Slack user')
    const extra = folderWith({ clusters, slack: { ...slack, token: 'xoxb-1' } })
    expect(() => botLogin(undefined, { env, cwd: extra })).toThrow('slack.token')
  })

  it('works over sockets where it has a token for them, without a signing secret', () => {
    const sockets = { ...env, SLACK_SIGNING_SECRET: undefined, SLACK_APP_TOKEN: 'xapp-1' }
    const { requests } = botLogin(undefined, { env: sockets, cwd: folderWith({ clusters, slack }) })
    expect('appToken' in requests && requests.appToken.reveal()).toBe('xapp-1')
  })

  it('has further clusters with keys and channels of their own', () => {
    const two = { ...clusters, 'prod-2': { url: 'https://two.example:9200' } }
    const config = {
      clusters: two,
      slack: { ...slack, cluster: 'prod', others: { 'prod-2': { channel: 'C2' } } },
    }
    expect(() => botLogin(undefined, { env, cwd: folderWith(config) })).toThrow('PATCHBAY_BOT_KEY_PROD_2')
    const keys = { ...env, PATCHBAY_BOT_KEY_PROD_2: 'key2' }
    const [, other] = botLogin(undefined, { env: keys, cwd: folderWith(config) }).clusters
    expect([other?.name, other?.channel]).toEqual(['prod-2', 'C2'])
  })

  it('tells channels of each of its clusters, or of the one that is named', () => {
    const two = { ...clusters, second: { url: 'https://two.example:9200' } }
    const notices = [
      { channel: 'C3', as: 'ada' },
      { channel: 'C4', as: 'ada', cluster: 'second' },
    ]
    const config = {
      clusters: two,
      slack: { ...slack, cluster: 'prod', others: { second: {} }, notices },
    }
    const keys = { ...env, PATCHBAY_BOT_KEY_SECOND: 'key2' }
    const login = botLogin(undefined, { env: keys, cwd: folderWith(config) })
    const told = login.clusters.map((one) => one.notices.map(({ channel }) => channel))
    expect(told).toEqual([['C3'], ['C3', 'C4']])
  })

  it('has the people as the file has them now, and none while it is broken', () => {
    const cwd = folderWith({ clusters, slack })
    const { people } = botLogin(undefined, { env, cwd })
    expect(people()).toEqual({ U1: 'ada' })
    writeFileSync(join(cwd, 'patchbay.config.json'), JSON.stringify({ clusters, slack: { channel: 'C1' } }))
    expect(people()).toEqual({})
    writeFileSync(join(cwd, 'patchbay.config.json'), '{ "clusters": ')
    expect(() => people()).toThrow('broken')
  })
})
