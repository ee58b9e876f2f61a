import { z } from 'zod'
import { policyRuleSchema } from '../protocol/policy.ts'

const name = z
  .string()
  .regex(/^[A-Za-z0-9._-]{1,64}$/, 'must be a short name of letters, digits, ".", "_" and "-"')
const path = z.string().min(1)
const variable = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'must be the name of an environment variable')

export const clusterConfigSchema = z.strictObject({
  url: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('address of Elasticsearch'),
  cloudId: z.string().optional().describe('Cloud ID, instead of the address'),
  caFile: path.optional().describe('PEM file of the certificate authority'),
  caFingerprint: z.string().optional().describe('SHA-256 fingerprint of the certificate authority'),
  proxy: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('address of an HTTP proxy'),
  username: z.string().optional().describe('who signs in'),
  passwordEnv: variable.optional().describe('environment variable that holds the password'),
  passwordFile: path.optional().describe('file that holds the password'),
  apiKeyEnv: variable.optional().describe('environment variable that holds an encoded API key'),
  apiKeyFile: path.optional().describe('file that holds an encoded API key'),
  stricter: z.array(policyRuleSchema).optional().describe('policy rules added to those of the cluster'),
})
export type ClusterConfig = z.infer<typeof clusterConfigSchema>

const workerConfigSchema = z.strictObject({
  cluster: name.optional().describe('which cluster to work for; the default one otherwise'),
  apiKeyFile: path
    .optional()
    .describe('file that holds the worker’s encoded API key; else PATCHBAY_WORKER_KEY'),
  connectorKeysFile: path
    .optional()
    .describe('file (mode 0600) of the API keys of self-managed connectors, by id'),
})

/** `patchbay.config.json`: names clusters, and holds no secret, only where to find one. */
export const configSchema = z.strictObject({
  $schema: z.string().optional(),
  clusters: z.record(name, clusterConfigSchema),
  default: name.optional().describe('the cluster that is meant when none is named'),
  worker: workerConfigSchema.optional(),
  slack: z.looseObject({}).optional(),
})
export type Config = z.infer<typeof configSchema>

/** The JSON Schema of the configuration file, for editors. */
export const configJsonSchema = (): unknown => z.toJSONSchema(configSchema, { io: 'input' })
