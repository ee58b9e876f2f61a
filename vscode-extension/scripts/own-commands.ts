/** A command of the manifest; its title goes to the file of texts. */
export interface Command {
  command: string
  title: string
  icon?: string
  enablement?: string
}

/** Of the extension itself, beside those of the operations. */
export const ownCommands: readonly Command[] = [
  { command: 'patchbay.addCluster', title: 'Add a cluster …', icon: '$(add)' },
  { command: 'patchbay.startLocal', title: 'Start Local Elasticsearch', icon: '$(play)' },
  { command: 'patchbay.firstSync', title: 'First sync with a sample, on this machine' },
  { command: 'patchbay.removeCluster', title: 'Remove the cluster …' },
  { command: 'patchbay.signIn', title: 'Sign in again …' },
  { command: 'patchbay.testConnection', title: 'Test the connection' },
  { command: 'patchbay.refresh', title: 'Refresh', icon: '$(refresh)' },
  { command: 'patchbay.filter', title: 'Filter connectors …', icon: '$(filter)' },
  { command: 'patchbay.clearFilter', title: 'Show all connectors', icon: '$(filter-filled)' },
  { command: 'patchbay.sort', title: 'Sort connectors …' },
  { command: 'patchbay.group', title: 'Group connectors …' },
  { command: 'patchbay.reveal', title: 'Show the connector in the tree' },
  { command: 'patchbay.focusTree', title: 'Show connectors' },
  { command: 'patchbay.loadMore', title: 'Load more' },
  { command: 'patchbay.showPart', title: 'Show' },
  { command: 'patchbay.openConnector', title: 'Open as a file', icon: '$(go-to-file)' },
  { command: 'patchbay.showRun', title: 'Show the request' },
  { command: 'patchbay.run.approve', title: 'Approve …', icon: '$(check)' },
  { command: 'patchbay.run.reject', title: 'Reject …', icon: '$(close)' },
  { command: 'patchbay.run.withdraw', title: 'Withdraw the request' },
  { command: 'patchbay.request.new', title: 'New request file', icon: '$(new-file)' },
  { command: 'patchbay.request.run', title: 'Run the request', icon: '$(play)' },
  { command: 'patchbay.request.runAll', title: 'Run all requests of the file' },
  { command: 'patchbay.request.runFrom', title: 'Run the requests from here on' },
  { command: 'patchbay.request.stop', title: 'Stop the request', icon: '$(debug-stop)' },
  { command: 'patchbay.request.runAsOperation', title: 'Run the request as operation' },
  { command: 'patchbay.request.copyAs', title: 'Copy the request as …' },
  { command: 'patchbay.request.runAgain', title: 'Run the last request again' },
  { command: 'patchbay.request.history', title: 'Requests that ran …' },
  { command: 'patchbay.request.clearHistory', title: 'Forget the requests that ran' },
  { command: 'patchbay.request.filterResponse', title: 'Filter the response …' },
  { command: 'patchbay.request.toggleHeaders', title: 'Show or hide the headers of the response' },
  { command: 'patchbay.request.compareResponse', title: 'Compare with the run before' },
  { command: 'patchbay.request.saveResponse', title: 'Save the response …' },
  { command: 'patchbay.variable.keep', title: 'Keep a secret variable …' },
  { command: 'patchbay.variable.forget', title: 'Forget a secret variable …' },
]
