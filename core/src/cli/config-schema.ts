import { z } from 'zod'
import { parseDuration } from '../lib/duration.ts'
import { addressRulesShape } from '../protocol/address-rules.ts'
import { policyRuleSchema } from '../protocol/policy.ts'
import { policyHoursSchema, timeOfDaySchema, zoneSchema } from '../protocol/policy-hours.ts'

/** What people call a cluster. Files are named after it too. */
export const clusterName = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/,
    'must be a short name of letters, digits, ".", "_" and "-" that begins with a letter or digit',
  )
const path = z.string().min(1)
/** Whose host, and nobody's name: an address ends up in messages. */
const address = z
  .url({ protocol: /^https?$/, error: 'must be an address such as https://host:9200' })
  .refine((url) => !URL.canParse(url) || (new URL(url).username === '' && new URL(url).password === ''), {
    error: 'must not hold a user or a password',
  })
const fingerprint = z
  .string()
  .regex(/^[\da-f]{2}(:?[\da-f]{2}){31}$/i, 'must be a SHA-256 fingerprint: 64 hexadecimal digits')
const variable = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'must be the name of an environment variable')

export const clusterConfigSchema = z.strictObject({
  url: address.optional().describe('address of Elasticsearch'),
  cloudId: z.string().optional().describe('Cloud ID, instead of the address'),
  caFile: path.optional().describe('PEM file of the certificate authority'),
  caFingerprint: fingerprint.optional().describe('SHA-256 fingerprint of the certificate authority'),
  proxy: address.optional().describe('address of an HTTP proxy; else HTTPS_PROXY and NO_PROXY say'),
  username: z.string().optional().describe('who signs in'),
  passwordEnv: variable.optional().describe('environment variable that holds the password'),
  passwordFile: path.optional().describe('file that holds the password'),
  apiKeyEnv: variable.optional().describe('environment variable that holds an encoded API key'),
  apiKeyFile: path.optional().describe('file that holds an encoded API key'),
  kibana: address.optional().describe('address of its Kibana, to which connectors are linked'),
  stricter: z.array(policyRuleSchema).optional().describe('policy rules added to those of the cluster'),
})
export type ClusterConfig = z.infer<typeof clusterConfigSchema>

const workerConfigSchema = z.strictObject({
  ...addressRulesShape,
  cluster: clusterName.optional().describe('which cluster to work for; the default one otherwise'),
  apiKeyFile: path
    .optional()
    .describe('file that holds the worker’s encoded API key; else PATCHBAY_WORKER_KEY'),
  connectorKeysFile: path
    .optional()
    .describe('file (mode 0600) of the API keys of self-managed connectors, by id'),
  name: z
    .string()
    .min(1)
    .max(100)
    .optional()
    .describe('what people call this worker; else its machine and process'),
  listen: z
    .string()
    .optional()
    .describe('where the worker serves health and metrics, such as 127.0.0.1:9180; nowhere by default'),
  syncsOverHttp: z
    .boolean()
    .optional()
    .describe('whether POST /sync/CONNECTOR there asks for a sync, with the API key that comes with it'),
  logFormat: z
    .enum(['text', 'ecs'])
    .optional()
    .describe('lines for people, or one JSON object of the Elastic Common Schema a line'),
  syncs: z.int().min(1).max(64).optional().describe('syncs that run side by side; 4 by default'),
  maxDeletedShare: z
    .number()
    .min(0)
    .max(1)
    .optional()
    .describe("share of a connector's documents that one sync may delete without asking; 0.2 by default"),
  maxDocumentMb: z
    .number()
    .positive()
    .max(2048)
    .optional()
    .describe('MiB of JSON that a document may have; 50 by default'),
  bulkKb: z
    .int()
    .min(1)
    .max(65_536)
    .optional()
    .describe('KiB of one bulk request, unless a single document is larger; 1024 by default'),
  bulkRequests: z
    .int()
    .min(1)
    .max(32)
    .optional()
    .describe('bulk requests of one sync that are under way at the same time; 3 by default'),
})
export type WorkerConfig = z.infer<typeof workerConfigSchema>

const channelId = z.string().min(1)
const noticesConfigSchema = z.strictObject({
  cluster: clusterName.optional().describe('which cluster it is about; each of the bot’s by default'),
  channel: channelId.describe('id of the channel that hears of it, such as C0123456789'),
  as: z.string().min(1).describe('the user of Elasticsearch whose rights decide what the channel sees'),
  connectors: z
    .array(z.string().min(1))
    .min(1)
    .optional()
    .describe('names of connectors, with * for anything; all by default'),
  severity: z
    .enum(['warning', 'bad'])
    .optional()
    .describe('bad: what has failed; warning, the default: also what may fail soon'),
  digest: z
    .strictObject({ at: timeOfDaySchema, zone: zoneSchema })
    .optional()
    .describe('each day at this time, what happened on the day before'),
})

const duration = z
  .string()
  .refine((text) => parseDuration(text) !== undefined, 'must be like "15m", "2h" or "1d"')

const remindersConfigSchema = z.strictObject({
  after: duration.default('15m').describe('when for the first time; each next one waits twice as long'),
  quiet: policyHoursSchema.optional().describe('hours in which nobody is reminded'),
  escalate: z
    .strictObject({
      after: duration.describe('how long a request may wait for a decision'),
      to: z
        .array(z.string().regex(/^[SUW][A-Z0-9]+$/, 'must be the id of a Slack user group or user'))
        .min(1)
        .describe('user groups and people who are asked then; never who asked themselves'),
      name: z
        .string()
        .min(1)
        .max(100)
        .optional()
        .describe('what the message of a request calls them, such as "the on-call team"'),
    })
    .optional(),
})

const otherClusterSchema = z.strictObject({
  apiKeyFile: path
    .optional()
    .describe(
      'file that holds the bot’s encoded API key there; else PATCHBAY_BOT_KEY_ and the name in capitals',
    ),
  channel: z.string().min(1).optional().describe('id of the channel for its requests; the same by default'),
})

const slackConfigSchema = z.strictObject({
  cluster: clusterName.optional().describe('which cluster the bot works for; the default one otherwise'),
  apiKeyFile: path.optional().describe('file that holds the bot’s encoded API key; else PATCHBAY_BOT_KEY'),
  tokenFile: path.optional().describe('file that holds the bot token (xoxb-…); else SLACK_BOT_TOKEN'),
  signingSecretFile: path
    .optional()
    .describe('file that holds the signing secret of the app; else SLACK_SIGNING_SECRET'),
  appTokenFile: path
    .optional()
    .describe(
      'file that holds the app-level token (xapp-…) for Socket Mode, instead of the signing secret; else SLACK_APP_TOKEN',
    ),
  others: z
    .record(clusterName, otherClusterSchema)
    .default({})
    .describe('further clusters, by name, to which people switch with /connectors use'),
  channel: z.string().min(1).describe('id of the channel in which requests are shown, such as C0123456789'),
  port: z.int().min(1).max(65_535).default(3000).describe('where the bot listens, on 127.0.0.1'),
  people: z
    .record(z.string().regex(/^[UW][A-Z0-9]+$/, 'must be the id of a Slack user'), z.string().min(1))
    .default({})
    .describe('users of Elasticsearch by the id of the Slack user; read again whenever the file changes'),
  matchEmail: z
    .boolean()
    .default(false)
    .describe('whether a person whose confirmed e-mail address is exactly the name of a user is that user'),
  notices: z
    .array(noticesConfigSchema)
    .default([])
    .describe('channels that hear of trouble; people add to it with /connectors notices'),
  reminders: z
    .union([z.literal(false), remindersConfigSchema])
    .default({ after: '15m' })
    .describe('how people are reminded of requests that wait; false: not at all'),
  allow: z
    .array(z.string().min(1))
    .optional()
    .describe(
      'operations that may be started from Slack, with *; all but the set-up of a cluster by default',
    ),
})
export type SlackConfig = z.infer<typeof slackConfigSchema>

/** `patchbay.config.json`: names clusters, and holds no secret, only where to find one. */
export const configSchema = z.strictObject({
  $schema: z.string().optional(),
  clusters: z.record(clusterName, clusterConfigSchema),
  default: clusterName.optional().describe('the cluster that is meant when none is named'),
  worker: workerConfigSchema.optional(),
  slack: slackConfigSchema.optional(),
})
export type Config = z.infer<typeof configSchema>

/** The JSON Schema of the configuration file, for editors. */
export const configJsonSchema = (): unknown => z.toJSONSchema(configSchema, { io: 'input' })
