import type { Readable } from 'node:stream'
import type { Principal } from '../security/principal.ts'

/** One request, authenticated but with its body not yet read. */
export interface Request {
  method: string
  /** As sent, without the query string; the text of error reasons needs it. */
  path: string
  /** The `{name}` parts of the route's pattern, decoded. */
  params: Readonly<Record<string, string>>
  /** Only parameters that the route names get here; any other is refused before. Empty string for a bare `?refresh`. */
  query: Readonly<Record<string, string>>
  principal: Principal
  /** The whole body as text, decompressed. Read at most once. */
  text(): Promise<string>
  /** The body as it arrives, decompressed, for `_bulk`. */
  stream(): Readable
}

export interface Response {
  status: number
  /** Sent as JSON; a string is sent as it is; undefined sends no body (HEAD). */
  body?: unknown
  headers?: Readonly<Record<string, string>>
}

export interface Route {
  method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE'
  /** `/{index}/_doc/{id}`; fixed segments win over `{}` ones. Empty segments are kept: `//` binds ''. */
  path: string
  /** Query parameters that this route knows, beside the common `pretty`, `human`, `error_trace`, `filter_path`. */
  query?: readonly string[]
  /**
   * Elasticsearch's action names, such as `indices:data/write/index` or `cluster:admin/xpack/connector/put`.
   * Checked before the handler runs: a `cluster:` action against cluster privileges; an `indices:` one against the
   * `{index}` of the path. A handler whose indices stand in the body (bulk, mget) checks them itself with `authorize`.
   */
  action: string
  handle(request: Request): Promise<Response> | Response
}
