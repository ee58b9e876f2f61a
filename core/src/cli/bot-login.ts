import { statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import type { Connection } from '../elasticsearch/connect.ts'
import { PatchbayError } from '../errors.ts'
import type { AddressRules } from '../protocol/address-rules.ts'
import type { PolicyRule } from '../protocol/policy.ts'
import { Secret } from '../secrets/secret.ts'
import { configSchema, type SlackConfig } from './config-schema.ts'
import { configFileName, findUpwards, type Surroundings } from './find-login.ts'
import { wayTo } from './login-of-cluster.ts'
import { namedCluster } from './named-cluster.ts'
import { readJsonFile, readTextFile } from './read-json-file.ts'

/** One cluster of the bot, as the bot. */
export interface BotCluster {
  name: string
  connection: Connection
  /** Rules that the file adds to the cluster's policy. */
  stricter: readonly PolicyRule[]
  /** What the file says to a worker of the addresses of data sources. */
  addressRules: AddressRules | undefined
  /** Address of its Kibana. */
  kibana: string | undefined
  /** Where its requests are shown. */
  channel: string
  /** What channels hear of it; notices that name no cluster are about each. */
  notices: SlackConfig['notices']
}

export type { SlackConfig }

/** What the Slack bot needs to begin: its way to the cluster, its secrets of Slack, and its settings. */
export interface BotLogin {
  /** The cluster that people begin with, then the others. */
  clusters: readonly [BotCluster, ...BotCluster[]]
  token: Secret
  /** How Slack's requests come: over HTTP, signed, or over sockets that the bot opens with an app-level token. */
  requests: { signingSecret: Secret } | { appToken: Secret }
  settings: SlackConfig
  /**
   * Users of Elasticsearch by Slack user, as the file has them now: who is taken out is out without a restart.
   * @throws PatchbayError `config.invalid` while the file is broken: nobody is let in by what it said before.
   */
  people(): SlackConfig['people']
}

interface ClusterSettings {
  /** The environment variable of its key. */
  variable: string
  apiKeyFile: string | undefined
  channel?: string | undefined
}

const createPeople = (file: string, first: SlackConfig['people']): BotLogin['people'] => {
  const changed = (): string => {
    const { mtimeMs, size, ino } = statSync(file)
    return [mtimeMs, size, ino].join()
  }
  let [seen, people] = [changed(), first]
  return () => {
    const now = changed()
    if (now !== seen) {
      people = readJsonFile(file, 'The configuration file', configSchema).slack?.people ?? {}
      seen = now
    }
    return people
  }
}

/**
 * Where the bot works and as whom, by the configuration file that is named or lies here or above. Package entry
 * `./bot-login`.
 * @throws PatchbayError `config.invalid`, saying what is missing and how to give it.
 */
export const botLogin = (config: string | undefined, { env, cwd }: Surroundings): BotLogin => {
  const file = config === undefined ? findUpwards(cwd, configFileName) : resolve(cwd, config)
  if (file === undefined) {
    throw new PatchbayError('config.invalid', 'Nothing says where the bot works.', {
      next: `Give --config FILE, or write ${configFileName}; \`npm start\` runs one that needs neither.`,
    })
  }
  const parsed = readJsonFile(file, 'The configuration file', configSchema)
  const { slack } = parsed
  if (slack === undefined) {
    throw new PatchbayError('config.invalid', `${file} has no "slack".`, {
      next: 'Give it "slack" with the channel of requests and the people; `patchbay config schema` describes it.',
    })
  }
  const given = (variable: string, path: string | undefined): Secret | undefined => {
    const value =
      env[variable] ??
      (path === undefined ? undefined : readTextFile(resolve(dirname(file), path), 'The file').trim())
    return value === undefined || value === '' ? undefined : new Secret(value)
  }
  const secret = (variable: string, path: string | undefined, how: string): Secret => {
    const value = given(variable, path)
    if (value !== undefined) return value
    throw new PatchbayError('config.invalid', `Nothing gives ${variable}.`, { next: how })
  }
  const appToken = given('SLACK_APP_TOKEN', slack.appTokenFile)
  const clusterOf = (
    asked: string | undefined,
    { variable, apiKeyFile, channel = slack.channel }: ClusterSettings,
  ): BotCluster => {
    const named = namedCluster(parsed, file, asked)
    const apiKey = secret(
      variable,
      apiKeyFile,
      'Make one with `patchbay cluster setup --service bot --run-as USER`, and set it or name its file in "apiKeyFile".',
    )
    return {
      name: named.name,
      connection: { ...wayTo(named), auth: { kind: 'api-key', apiKey } },
      stricter: named.config.stricter ?? [],
      addressRules: named.addressRules,
      kibana: named.config.kibana,
      channel,
      notices: slack.notices.filter(({ cluster = named.name }) => cluster === named.name),
    }
  }
  return {
    clusters: [
      clusterOf(slack.cluster, { variable: 'PATCHBAY_BOT_KEY', apiKeyFile: slack.apiKeyFile }),
      ...Object.entries(slack.others).map(([name, { apiKeyFile, channel }]) => {
        const variable = `PATCHBAY_BOT_KEY_${name.toUpperCase().replaceAll(/[^A-Z0-9]/g, '_')}`
        return clusterOf(name, { variable, apiKeyFile, channel })
      }),
    ],
    token: secret(
      'SLACK_BOT_TOKEN',
      slack.tokenFile,
      'It is the "Bot User OAuth Token" of the app; set it, or name its file in "slack.tokenFile".',
    ),
    requests:
      appToken === undefined
        ? {
            signingSecret: secret(
              'SLACK_SIGNING_SECRET',
              slack.signingSecretFile,
              'It stands under "Basic Information" of the app; set it, or name its file in "slack.signingSecretFile". For Socket Mode set SLACK_APP_TOKEN instead.',
            ),
          }
        : { appToken },
    settings: slack,
    people: createPeople(file, slack.people),
  }
}
