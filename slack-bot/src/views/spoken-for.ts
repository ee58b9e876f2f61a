/** Nouns of operations, which `/connectors` takes as the command line does. */
const command = /\bpatchbay (?=(?:connector|sync|api-key|index|rules|access|approval|audit|policy) )/g

/** A next step of the command line as it is typed in Slack; what only the command line can do stays as it is. */
export const spokenFor = (next: string): string =>
  next.replaceAll(command, '/connectors ').replaceAll('patchbay worker list', '/connectors worker list')
