/** A field of a connector's configuration, as its form shows it. */
export interface ConfigurationField {
  key: string
  label: string
  value: unknown
  type: string
  required: boolean
  sensitive: boolean
  options: readonly { label: string; value: unknown }[]
}
