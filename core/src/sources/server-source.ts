import type {
  ChangesRequest,
  ConfigurationValues,
  DataSource,
  DataSourceDefinition,
  DocumentsRequest,
  Looking,
  SourceHost,
  SourcePage,
} from './data-source.ts'

/** Milliseconds of silence after which the server's machine is asked whether it is there: the usual two hours are no end. */
export const aliveWithin = 60_000

/** What is told of a server whose connection is an `O`, by a configuration that says `S`. */
interface Server<S, O> extends Pick<DataSourceDefinition, 'serviceType' | 'advancedRules'> {
  parseSettings: (values: ConfigurationValues) => S
  /** Default: the field `host`. */
  hosts?: (settings: S) => readonly SourceHost[]
  /** Opens a connection, which the signal cuts; what it throws is explained already. */
  connect: (settings: S, signal: AbortSignal) => Promise<O>
  explain: (error: unknown, settings: S) => Error
  /** What is asked of a connection to know that it is of use. */
  ping?: (opened: O, settings: S) => Promise<void>
  checkNames?: (opened: O, settings: S) => Promise<void>
  documents: (opened: O, settings: S, request: DocumentsRequest) => AsyncGenerator<SourcePage>
  changes?: (opened: O, settings: S, request: ChangesRequest) => AsyncGenerator<SourcePage>
}

const isServer = ({ host }: { host: string }): readonly SourceHost[] => [{ field: 'host', host }]

/** A source of which every call has a connection of its own, and ends it; what goes wrong on it is explained. */
export const serverSource = <S extends Looking & { host: string }, O extends AsyncDisposable>(
  server: Server<S, O>,
): DataSourceDefinition => {
  const { serviceType, advancedRules, parseSettings, hosts = isServer, connect, explain, changes } = server
  async function* connected<T>(
    settings: S,
    signal: AbortSignal,
    use: (opened: O) => AsyncIterable<T>,
  ): AsyncGenerator<T> {
    await using opened = await connect(settings, signal)
    try {
      for await (const given of use(opened)) {
        // A connection that was cut by the signal may look like an end.
        signal.throwIfAborted()
        yield given
      }
      signal.throwIfAborted()
    } catch (error) {
      signal.throwIfAborted()
      throw explain(error, settings)
    }
  }
  const ask = async (settings: S, signal: AbortSignal, question: Server<S, O>['ping']): Promise<void> => {
    const answered = connected(settings, signal, async function* (opened) {
      yield await question?.(opened, settings)
    })
    for await (const _nothing of answered);
  }
  const open = (settings: S): DataSource => ({
    ping: (signal) => ask(settings, signal, server.ping),
    ...(server.checkNames && { checkNames: (signal) => ask(settings, signal, server.checkNames) }),
    documents: (request) =>
      connected(settings, request.signal, (opened) => server.documents(opened, settings, request)),
    ...(changes && {
      changes: (request: ChangesRequest) =>
        connected(settings, request.signal, (opened) => changes(opened, settings, request)),
    }),
    close: async () => {},
  })
  return {
    serviceType,
    timestamps: false,
    ...(advancedRules && { advancedRules }),
    validate: (values) => void parseSettings(values),
    hosts: (values) => hosts(parseSettings(values)),
    open: (values, lookup) => open({ ...parseSettings(values), lookup }),
  }
}
