/** What a step does, by the name that the log has of it. */
const general: Readonly<Record<string, string>> = {
  activate: 'let the draft hold',
  attach: 'let the connector write to the index',
  cancel: 'cancel the sync',
  'cancel-jobs': 'cancel its open syncs',
  check: 'check the draft',
  choose: 'note what is chosen',
  'clear-error': 'clear the error',
  configuration: 'set up the fields of its configuration',
  configure: 'store the configuration',
  confirm: 'check that the new key works',
  copy: 'copy the settings',
  create: 'create the connector',
  'delete-connector': 'delete the connector',
  'delete-documents': 'delete the documents',
  'delete-secret': 'delete the old secret',
  detach: 'take the index off the connector',
  discard: 'discard the draft',
  draft: 'store the draft',
  'drop-index': 'delete the index',
  'drop-pipelines': 'delete its pipelines',
  features: 'set its features',
  find: 'find the keys that are left over',
  invalidate: 'invalidate the old key',
  'invalidate-key': 'invalidate its key',
  'invalidate-uncollected': 'invalidate keys that nobody collected',
  issue: 'make the new key',
  look: 'note its index and its key',
  'make-index': 'make the index',
  'native-false': 'make it self-managed',
  pipeline: 'set its pipeline',
  register: 'set up the fields of its configuration',
  'remember-key': 'note the key in use',
  rename: 'rename it',
  schedule: 'store the schedule',
  'service-key': "make the service's key",
  'service-type': 'change its type',
  'set-default-pipeline': 'set the default pipeline',
  'set-features': 'set its features',
  'set-fields': 'set the fields',
  'set-ids': 'set the ids of its key and secret',
  'set-pipeline': 'set its pipeline',
  settle: 'mark the rules as valid',
  start: 'ask for the sync',
  status: 'bring its status up to date',
  switch: 'let the connector use the new key',
  wait: 'wait until no sync uses the old key',
}

/** Where a step of that name does something else, by operation. */
const particular: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'access.disable': { switch: 'turn document level security off' },
  'access.make-key': { issue: 'make the key', invalidate: 'invalidate keys that nobody collected' },
  'access.enable': { switch: 'turn document level security on' },
  'api-key.clean-up': { invalidate: 'invalidate the keys that are left over' },
  'api-key.end-orphans': { invalidate: 'invalidate the keys' },
  'api-key.generate': { issue: 'make the key', switch: 'let the connector use the key' },
  'connector.delete': { 'delete-secret': 'delete its secret' },
  'connector.delete-many': { 'delete-secret': 'delete its secret' },
  'connector.customize-pipeline': { copy: 'copy the pipeline' },
  'policy.set': { write: 'store the policy' },
  'secret.delete': { delete: 'delete the secret' },
  'secret.put': { put: 'store the secret' },
  'sync.cancel-all': { cancel: 'cancel the syncs' },
  'sync.confirm-deletes': { confirm: 'confirm the deletes' },
  'sync.delete': { delete: 'delete the sync from the history' },
}

const own = (words: Readonly<Record<string, string>>, name: string): string | undefined =>
  Object.hasOwn(words, name) ? words[name] : undefined

/** The operation inside of which a step was made, as its name begins then. */
const inner = /^(?:access|api-key|connector|index|rules|secret|sync)\.[a-z-]+$/

/**
 * What a step of an operation does, as people say it, and for what where it is done for several. A name without words
 * stays as it is.
 */
export const stepWords = (operation: string, name: string): string => {
  const parts = name.split('/')
  const step = parts.pop() ?? name
  // Each attempt, or each key, has one of its own.
  const kind = /^(issue|switch|invalidate-uncollected|wait)-./.exec(step)?.[1] ?? step
  const by = parts.findLast((part) => inner.test(part)) ?? operation
  const words = (Object.hasOwn(particular, by) && own(particular[by] ?? {}, kind)) || own(general, kind)
  if (words === undefined) return name
  const of = (inner.test(parts[0] ?? '') ? parts.slice(1) : parts).join('/')
  return of === '' ? words : `${of}: ${words}`
}
