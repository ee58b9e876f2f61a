import { z } from 'zod'
import { PatchbayError } from '../../errors.ts'
import { certificateWords, refused, unreachable, type Words } from '../network-words.ts'
import { DateOutOfRange } from './bson-json.ts'
import { serversOf, type Settings } from './settings.ts'

const thrown = z.object({
  name: z.string(),
  message: z.string(),
  code: z.union([z.number(), z.string()]).optional(),
})

const byCode = (settings: Settings, server: string): Record<string, Words> => {
  const login = refused(
    `${server} refused the user "${settings.user ?? ''}" or its password.`,
    "Correct user and password in the connector's configuration, or authSource in host.",
  )
  return {
    '18': login,
    '8000': login,
    '13': refused(
      `${server} does not let the user "${settings.user ?? ''}" read "${settings.database}.${settings.collection}".`,
      `Grant the user the role read on the database "${settings.database}".`,
    ),
  }
}

/** A connection string can hold a password, and the driver quotes the string. */
const mayQuoteLogin = ({ host }: Settings): boolean => host.includes('@')

const wordsFor = (error: unknown, settings: Settings): Words => {
  const server = `MongoDB at ${serversOf(settings)}`
  const {
    name,
    message: said,
    code = '',
  } = thrown.safeParse(error).data ?? {
    name: '',
    message: String(error),
  }
  const message = mayQuoteLogin(settings) && said.includes('://') ? 'it is not well formed' : said
  const coded = byCode(settings, server)[String(code)]
  if (coded !== undefined) return coded
  if (error instanceof DateOutOfRange) {
    return refused(
      `A document of "${settings.collection}" holds a date outside the years 1 to 9999.`,
      "Choose in datetime_conversion of the connector's configuration what becomes of such dates.",
    )
  }
  if (name === 'MongoParseError' || name === 'MongoAPIError' || name === 'MongoInvalidArgumentError') {
    return refused(
      `The host is not a connection string that can be used: ${message}.`,
      "Correct host in the connector's configuration, such as mongodb://db.example:27017.",
    )
  }
  const certificate = certificateWords(server, message)
  if (certificate !== undefined) return certificate
  if (name === 'MongoServerSelectionError') {
    return unreachable(
      `${server} did not answer in time.`,
      "Check host, ssl_enabled and direct_connection in the connector's configuration, and that the server runs.",
    )
  }
  if (/Network|PoolCleared|Topology|NotConnected|Expired/.test(name)) {
    return unreachable(`${server} cut the connection.`, 'Look at the log of the server, then sync again.')
  }
  return refused(`${server} answered: ${message}.`, 'Correct the cause and sync again.')
}

/** Puts what the driver threw into one sentence with the fix; never with the password, nor with an error that quotes it. */
export const explainError = (error: unknown, settings: Settings): PatchbayError => {
  if (error instanceof PatchbayError) return error
  const { code, message, next } = wordsFor(error, settings)
  return new PatchbayError(code, message.replace(/\.\.$/, '.'), {
    next,
    ...(mayQuoteLogin(settings) ? {} : { cause: error }),
  })
}
