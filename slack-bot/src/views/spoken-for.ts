/** What `/connectors` takes as the command line does; setting a cluster up and confirming a link it doesn't. */
const command =
  /(?<!npx )\bpatchbay (?=(?:connector|sync|api-key|index|rules|access|approval|audit|policy|privilege|secret|source|worker|migration|notice|actor (?!link)|cluster (?!setup))\b)/g

const help = /\/connectors ([a-z-]+ [a-z-]+) --help\b/g

/** A next step of the command line as it is typed in Slack; what only the command line can do stays as it is. */
export const spokenFor = (next: string): string =>
  next.replaceAll(command, '/connectors ').replaceAll(help, '/connectors help $1')
