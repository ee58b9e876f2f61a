import type { ErrorCode } from '../errors.ts'

/** What a reader is told about an error of a source. */
export interface Words {
  code: ErrorCode
  message: string
  next: string
}

export const refused = (message: string, next: string): Words => ({ code: 'source.refused', message, next })
export const unreachable = (message: string, next: string): Words => ({
  code: 'source.unreachable',
  message,
  next,
})

/** Words for what goes wrong on the way to a server, by Node's error code. `server`: "MySQL at db:3306". */
export const networkWords = (server: string, host: string, port: number | string): Record<string, Words> => {
  const address = "Check host and port in the connector's configuration, and that the server runs."
  const cut = unreachable(`${server} cut the connection.`, 'Look at the log of the server, then sync again.')
  const noWay = unreachable(`There is no way to the host "${host}".`, address)
  const late = unreachable(`${server} did not answer in time.`, address)
  return {
    ECONNREFUSED: unreachable(`Nothing answers at ${host}:${port}.`, address),
    ENOTFOUND: unreachable(`The host "${host}" has no address.`, address),
    EAI_AGAIN: unreachable(`The address of the host "${host}" could not be looked up.`, address),
    EHOSTUNREACH: noWay,
    ENETUNREACH: noWay,
    ETIMEDOUT: late,
    ECONNRESET: cut,
    EPIPE: cut,
  }
}

/** Words for a certificate that is not trusted, by the message of the driver; undefined where it is about something else. */
export const certificateWords = (server: string, message: string): Words | undefined =>
  /certificate|self.signed|altnames/i.test(message)
    ? refused(
        `The certificate of ${server} is not trusted: ${message}.`,
        "Put the certificate of its authority into ssl_ca of the connector's configuration.",
      )
    : undefined
