interface Item {
  command: string
  when: string
  group?: string
}

/** Only from a row of the tree: they need to know which. */
const ofRows = ['removeCluster', 'signIn', 'loadMore', 'showPart', 'showRun', 'run.approve', 'run.reject']
  .concat('run.withdraw')
  .map((name) => `patchbay.${name}`)

const isRequest = "resourceLangId == 'patchbay-es'"
const trusted = 'isWorkspaceTrusted'
const tree = 'view == patchbay.connectors'

/** What stands in the context menu of a connector, in its groups. */
const ofConnector: Readonly<Record<string, readonly string[]>> = {
  '1_sync': ['sync.start', 'sync.list', 'sync.stats'],
  '2_look': ['connector.get', 'connector.health', 'connector.test', 'rules.get', 'access.list'],
  '3_change': [
    'openConnector',
    'connector.configure',
    'connector.schedule',
    'connector.rename',
    'connector.duplicate',
    'connector.set-pipeline',
    'connector.set-features',
    'connector.clear-error',
  ],
  '4_keys': ['api-key.generate', 'api-key.rotate', 'api-key.clean-up', 'api-key.enable'],
  '5_access': ['access.enable', 'access.disable'],
  '9_danger': ['connector.set-service-type', 'connector.convert', 'connector.delete'],
}

/** Those that not every connector can have done to it. */
const onlyFor: Readonly<Record<string, string>> = {
  'connector.convert': 'viewItem == connector.managed',
}

/** What stands in the context menus of a connector's parts and jobs. */
const ofPart: Readonly<Record<string, readonly string[]>> = {
  'part.jobs': ['sync.list', 'sync.start', 'sync.stats'],
  'part.schedule': ['connector.schedule', 'openConnector'],
  'part.rules': [
    'openConnector',
    'rules.get',
    'rules.draft',
    'rules.validate',
    'rules.activate',
    'rules.discard',
  ],
  'part.key': ['api-key.generate', 'api-key.rotate', 'api-key.clean-up'],
  'part.configuration': ['openConnector', 'connector.configure', 'connector.test'],
  'part.index': ['connector.attach-index', 'connector.detach-index'],
  'job.open': ['sync.watch', 'sync.cancel'],
  'job.ended': ['sync.delete'],
}

const ofCluster: Readonly<Record<string, readonly string[]>> = {
  '1_look': ['testConnection', 'cluster.doctor', 'actor.whoami'],
  '2_change': ['connector.create', 'sync.cancel-all', 'api-key.rotate-due'],
  '3_team': ['approval.list', 'audit.list', 'policy.get', 'policy.set', 'worker.list', 'cluster.setup'],
  '4_migrate': ['migration.plan'],
  '9_danger': ['signIn', 'removeCluster'],
}

const item = (name: string, when: string, group: string): Item => ({
  command: `patchbay.${name}`,
  when: `${tree} && ${when}`,
  group,
})

/** Menus of the manifest: what can be done where, and nothing that can't. */
export const menus = (operations: readonly string[]): Readonly<Record<string, readonly Item[]>> => ({
  commandPalette: [
    ...ofRows.map((command) => ({ command, when: 'false' })),
    ...operations.map((name) => ({ command: `patchbay.${name}`, when: trusted })),
    ...['run', 'runAll', 'runFrom', 'stop', 'runAsOperation', 'copyAs'].map((name) => ({
      command: `patchbay.request.${name}`,
      when: isRequest,
    })),
    { command: 'patchbay.clearFilter', when: 'patchbay.filtered' },
  ],
  'view/title': [
    item('addCluster', trusted, 'navigation@1'),
    item('filter', '!patchbay.filtered', 'navigation@2'),
    item('clearFilter', 'patchbay.filtered', 'navigation@2'),
    item('refresh', 'true', 'navigation@3'),
    item('sort', 'true', '1_arrange@1'),
    item('group', 'true', '1_arrange@2'),
    item('request.new', 'true', '2_new@1'),
    item('firstSync', trusted, '2_new@2'),
  ],
  'view/item/context': [
    item('startLocal', 'viewItem == cluster.local', '1_look'),
    ...Object.entries(ofCluster).flatMap(([group, names]) =>
      names.map((name) => item(name, 'viewItem =~ /^cluster/', group)),
    ),
    item('sync.start', 'viewItem =~ /^connector/', 'inline@2'),
    item('openConnector', 'viewItem =~ /^connector/', 'inline@1'),
    item('refresh', 'viewItem == problem', 'inline'),
    item('run.approve', 'viewItem == run.waiting.forMe', 'inline@1'),
    item('run.reject', 'viewItem == run.waiting.forMe', 'inline@2'),
    item('run.approve', 'viewItem == run.waiting.forMe', '1_decide@1'),
    item('run.reject', 'viewItem == run.waiting.forMe', '1_decide@2'),
    item('run.withdraw', 'viewItem == run.waiting', '1_decide'),
    ...Object.entries(ofPart).flatMap(([row, names]) =>
      names.map((name, at) => item(name, `viewItem == ${row}`, `1_do@${at + 1}`)),
    ),
    ...Object.entries(ofConnector).flatMap(([group, names]) =>
      names.map((name, at) => item(name, onlyFor[name] ?? 'viewItem =~ /^connector/', `${group}@${at + 1}`)),
    ),
  ],
  'editor/title/run': [{ command: 'patchbay.request.run', when: isRequest }],
  'editor/context': [
    {
      command: 'patchbay.reveal',
      when: `${isRequest} || resourceScheme == patchbay || resourceScheme == patchbay-connector`,
      group: 'navigation@9',
    },
  ],
})
