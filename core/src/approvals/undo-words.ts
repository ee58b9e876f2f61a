import type { Risk } from '../protocol/policy.ts'

/** How to take back what an operation did, by its name. */
export const ways: Readonly<Record<string, string>> = {
  'access.enable': '`patchbay access disable` takes it back',
  'access.disable': '`patchbay access enable` takes it back, and the next full sync restores the rights',
  'access.make-key': '`patchbay access make-key` makes another',
  'api-key.clean-up':
    "keys that were invalidated can't be brought back; `patchbay api-key rotate` makes new ones",
  'api-key.end-orphans': "keys that were invalidated can't be brought back",
  'api-key.enable': '`patchbay api-key set-ids` sets other ids',
  'api-key.rotate': "the old key can't be brought back; rotating again makes another",
  'api-key.rotate-due': "the old keys can't be brought back; rotating again makes others",
  'api-key.set-ids': '`patchbay api-key set-ids` with the former ids takes it back',
  'connector.apply': 'applying the former file takes it back',
  'connector.attach-index': '`patchbay connector attach-index` with the former index takes it back',
  'connector.configure': '`patchbay connector configure` with the former values takes it back',
  'connector.detach-index': '`patchbay connector attach-index` with the former index takes it back',
  'connector.rename': '`patchbay connector rename` with the former name takes it back',
  'connector.schedule': '`patchbay connector schedule` with the former times takes it back',
  'connector.set-default-pipeline':
    '`patchbay connector set-default-pipeline` with the former settings takes it back',
  'connector.set-fields': '`patchbay connector set-fields` with the former fields takes it back',
  'connector.set-service-type': '`patchbay connector set-service-type` with the former type takes it back',
  'policy.set': '`patchbay policy set` with the version before takes it back',
  'rules.activate': 'drafting and activating the former rules takes it back',
  'secret.delete': "a secret that was deleted can't be brought back; `patchbay secret put` stores it again",
  'secret.put': "the former value can't be brought back",
  'sync.confirm-deletes': 'a full sync brings back what the source still has',
}

/** What to say of a run that is done: how it is undone, or that it can't be; null where nothing is known. */
export const undoWords = ({ name, risk }: { name: string; risk: Risk }): string | null =>
  ways[name] ?? (risk === 'irreversible' ? "it can't be undone" : null)
