/** What is not said well by its name; of several operations each means the same by it. */
const spoken: Readonly<Record<string, string>> = {
  query: 'Search for',
  deleted: 'Deleted ones too',
  documents: 'Count documents',
  sort: 'Order',
  limit: 'At most',
  after: 'Pass over',
  id: 'Id',
  managed: 'Run by Elastic',
  values: 'Configuration',
  cron: 'Cron expression',
  every: 'How often',
  extractBinaryContent: 'Extract text of files',
  runMlInference: 'Run ML inference',
  hard: 'Remove its document too',
  withIndex: 'Delete its index too',
  withoutIndex: 'Without an index',
  olderThanDays: 'Older than, in days',
  evenIfUsed: 'Even if it is used',
  seconds: 'Seconds to wait',
  days: 'Days back',
  last: 'How many of each',
  apiKeyId: 'API key id',
  advanced: 'Advanced rule',
  rules: 'Basic rules',
  replaces: 'Written from version',
  runAs: 'May act as',
  choice: 'Vote',
  all: 'Stopped ones too',
}

/** A field of an operation's input as a form asks for it: `indexName` is "Index name". */
export const labelOf = (name: string): string => {
  const words = name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`).replaceAll('_', ' ')
  return spoken[name] ?? words.charAt(0).toUpperCase() + words.slice(1)
}
