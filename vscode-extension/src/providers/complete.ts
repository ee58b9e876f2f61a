import * as vscode from 'vscode'
import { loadLibrary, type RequestFile, requestFileOf } from './request-document.ts'
import { markdownOf, rangeOf, type Span } from './ranges.ts'
import { clusterOf, type LanguageServices } from './request-services.ts'
import { originWords } from './origin-words.ts'

type Library = Awaited<ReturnType<typeof loadLibrary>>
type Place = NonNullable<ReturnType<Library['placeAt']>>
type Suggestions = ReturnType<Library['suggest']>
type Suggestion = Suggestions['items'][number]

/** Typing one of these asks for what comes next. */
export const triggers = ['/', '?', '&', '=', '"', ' ', ',', '@', '{', '_']

const kinds: Readonly<Record<Suggestion['kind'], vscode.CompletionItemKind>> = {
  method: vscode.CompletionItemKind.Keyword,
  path: vscode.CompletionItemKind.Function,
  parameter: vscode.CompletionItemKind.Property,
  name: vscode.CompletionItemKind.Field,
  value: vscode.CompletionItemKind.Value,
  directive: vscode.CompletionItemKind.Keyword,
  variable: vscode.CompletionItemKind.Variable,
  live: vscode.CompletionItemKind.Reference,
}
const goOn: vscode.Command = { command: 'editor.action.triggerSuggest', title: '' }

/** An item with what its documentation is made of, which is only made when it is looked at. */
class Item extends vscode.CompletionItem {
  about: Suggestion['about']

  constructor(
    range: vscode.Range | { inserting: vscode.Range; replacing: vscode.Range },
    suggestion: Suggestion,
  ) {
    super(suggestion.label, kinds[suggestion.kind])
    this.range = range
    this.insertText = new vscode.SnippetString(suggestion.insert)
    this.filterText = suggestion.filter
    if (suggestion.detail !== undefined) this.detail = suggestion.detail
    if (suggestion.sort !== undefined) this.sortText = suggestion.sort
    if (suggestion.goesOn === true) this.command = goOn
    this.about = suggestion.about
  }
}

type Wanted = NonNullable<Suggestions['wanted']>

/** What is asked for, once a placeholder in it has its value; undefined if it has none. */
const filled = async (
  { variables }: LanguageServices,
  document: vscode.TextDocument,
  { file, wanted }: { file: RequestFile; wanted: Wanted },
): Promise<Wanted | undefined> => {
  const { fillIn } = await loadLibrary()
  const value = async (written: string): Promise<string | undefined> =>
    /[{$]/.test(written) ? fillIn(written, await variables.of(document, file)) : written
  if (wanted.of === 'field') {
    const index = await value(wanted.index)
    return index === undefined ? undefined : { of: 'field', index }
  }
  if (wanted.of !== 'configuration') return wanted
  const connector = await value(wanted.connector)
  return connector === undefined ? undefined : { of: 'configuration', connector }
}

/** Names of the cluster, written as the place wants them. */
const liveItems = async (
  services: LanguageServices,
  document: vscode.TextDocument,
  { file, place, suggestions }: { file: RequestFile; place: Place; suggestions: Suggestions },
): Promise<Suggestion[]> => {
  const { write } = suggestions
  if (suggestions.wanted === undefined || !('request' in place)) return []
  const cluster = clusterOf(services.connections, place.request)
  const wanted = await filled(services, document, { file, wanted: suggestions.wanted })
  if (cluster === undefined || wanted === undefined) return []
  const isName = place.kind === 'name'
  return services.live.get(cluster, wanted).map(({ name, detail }): Suggestion => {
    const written = write === 'path' ? encodeURIComponent(name) : JSON.stringify(name)
    const escaped = written.replaceAll(/[\\$}]/g, String.raw`\$&`)
    // People know a connector by its name, the API by its id: either finds it.
    const filter =
      write === 'json' && 'quoted' in place && place.quoted ? `"${name} ${detail}"` : `${name} ${detail}`
    return {
      kind: 'live',
      label: name,
      insert: isName && !place.colon ? `${escaped}: $0` : escaped,
      filter,
      detail,
      sort: `!${name}`,
    }
  })
}

const directiveItems = async (
  services: LanguageServices,
  place: Extract<Place, { kind: 'directive' }>,
): Promise<Suggestion[]> => {
  const plain = (kind: 'directive' | 'value', name: string): Suggestion => ({
    kind,
    label: kind === 'directive' ? `@${name}` : name,
    insert: kind === 'directive' && name !== 'confirm' ? `${name} ` : name,
    filter: name,
    goesOn: name === 'cluster',
  })
  if (place.part === 'name')
    return (await loadLibrary()).directiveNames.map((name) => plain('directive', name))
  if (place.name !== 'cluster') return []
  return services.connections.list().map(({ name }) => plain('value', name))
}

const variableItems = async (
  services: LanguageServices,
  document: vscode.TextDocument,
  { file, place }: { file: RequestFile; place: Extract<Place, { kind: 'variable' }> },
): Promise<Suggestion[]> => {
  const { knownVariables } = await loadLibrary()
  return knownVariables(file, await services.variables.sourcesOf(document)).map(({ name, from }) => ({
    kind: 'variable',
    label: name,
    insert: `${name}${place.close.replaceAll('}', String.raw`\}`)}`,
    filter: name,
    detail: originWords({ kind: from }),
  }))
}

/** Where names of the cluster were wanted and not there yet. */
let awaited: { document: vscode.TextDocument; version: number; position: vscode.Position } | undefined

/** What can be written at a place of a request file. */
export const completion = (services: LanguageServices): vscode.CompletionItemProvider<Item> => ({
  async provideCompletionItems(document, position, token) {
    const [{ placeAt, suggest }, file] = await Promise.all([loadLibrary(), requestFileOf(document)])
    const offset = document.offsetAt(position)
    const place = placeAt(file, offset)
    if (place === undefined || token.isCancellationRequested) return undefined
    const rangesOf = (span: Span) => {
      const replacing = rangeOf(document, span)
      return { inserting: new vscode.Range(replacing.start, position), replacing }
    }
    if (place.kind === 'directive') {
      const items = await directiveItems(services, place)
      return items.map((one) => new Item(rangesOf(place.span), one))
    }
    if (place.kind === 'variable') {
      const items = await variableItems(services, document, { file, place })
      return items.map((one) => new Item(rangesOf(place.span), one))
    }
    const suggestions = suggest(await services.api.load(), file, place)
    const live = await liveItems(services, document, { file, place, suggestions })
    const isLate = suggestions.wanted !== undefined && live.length === 0
    awaited = isLate ? { document, version: document.version, position } : undefined
    // A quote that closes belongs to what is replaced, however one accepts it.
    const isQuoted = 'quoted' in place && place.quoted
    const ranges = isQuoted ? rangeOf(document, suggestions.span) : rangesOf(suggestions.span)
    return new vscode.CompletionList(
      [...live, ...suggestions.items].map((one) => new Item(ranges, one)),
      // The cluster may say more by the next key.
      isLate,
    )
  },
  async resolveCompletionItem(item) {
    const { endpoint, property } = item.about ?? {}
    if (endpoint === undefined && property === undefined) return item
    const [{ describeEndpoint, describeProperty }, table] = await Promise.all([
      loadLibrary(),
      services.api.load(),
    ])
    const label = typeof item.label === 'string' ? item.label : item.label.label
    const paragraphs =
      endpoint === undefined
        ? property && describeProperty(table, label, property)
        : describeEndpoint(table, endpoint)
    if (paragraphs !== undefined) item.documentation = markdownOf(paragraphs)
    return item
  },
})

/** Shows names of the cluster that arrive while the cursor still waits for them. */
export const showLateNames = ({ live }: LanguageServices): vscode.Disposable =>
  live.onDidChange(async () => {
    const { document, selection } = vscode.window.activeTextEditor ?? {}
    if (document === undefined || document !== awaited?.document || document.version !== awaited.version)
      return
    if (selection?.active.isEqual(awaited.position) !== true) return
    awaited = undefined
    // A list that is open already would stay as it is.
    await vscode.commands.executeCommand('hideSuggestWidget')
    await vscode.commands.executeCommand(goOn.command)
  })
