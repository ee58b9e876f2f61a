import type { Client } from '@elastic/elasticsearch'
import { hasStatus, PatchbayError } from '../errors.ts'
import type { Connector } from '../protocol/connector.ts'
import type { Secret } from '../secrets/secret.ts'
import { readConnector } from './connector-document.ts'
import { connectorKey } from './connector-key.ts'
import type { WorkerParts } from './worker-options.ts'

/** Tells which key is in use from now on: before its first use, so that a rotation never misses it. */
type OnKey = (apiKeyId: string | null) => Promise<void>

/**
 * Tells which key is in use, then looks whether it still is the connector's: a rotation that looked before it was told
 * has switched to another one by then.
 * @returns the connector with the key that was told.
 */
const named = async (parts: WorkerParts, connector: Connector, onKey: OnKey): Promise<Connector> => {
  for (let told = connector; ;) {
    await onKey(told.api_key_id ?? null)
    const now = (await readConnector(parts.es, connector.id))?.connector
    if (now === undefined || now.api_key_id === told.api_key_id) return now ?? told
    told = now
  }
}

/**
 * The content index as the connector's own key sees it. A key that is refused is read once more, with its connector: it
 * may just have been rotated.
 */
export class ContentAccess {
  readonly #parts: WorkerParts
  readonly #onKey: OnKey
  readonly #connectorId: string
  #client: Client
  #key: Secret
  #refreshing: Promise<void> | undefined

  private constructor(parts: WorkerParts, at: { connectorId: string; key: Secret; onKey: OnKey }) {
    this.#parts = parts
    this.#onKey = at.onKey
    this.#connectorId = at.connectorId
    this.#key = at.key
    this.#client = parts.connectTo(at.key)
  }

  static async open(parts: WorkerParts, connector: Connector, onKey: OnKey): Promise<ContentAccess> {
    const current = await named(parts, connector, onKey)
    const key = await connectorKey(parts, current)
    return new ContentAccess(parts, { connectorId: connector.id, key, onKey })
  }

  async use<T>(call: (es: Client) => Promise<T>): Promise<T> {
    const client = this.#client
    try {
      return await call(client)
    } catch (error) {
      if (!hasStatus(error, 401)) throw error
      if (client === this.#client) {
        this.#refreshing ??= this.#refresh(error).finally(() => (this.#refreshing = undefined))
        await this.#refreshing
      }
      return call(this.#client)
    }
  }

  async #refresh(cause: unknown): Promise<void> {
    const placed = await readConnector(this.#parts.es, this.#connectorId)
    const current = placed && (await named(this.#parts, placed.connector, this.#onKey))
    const key = current && (await connectorKey(this.#parts, current))
    if (key === undefined || key.reveal() === this.#key.reveal()) {
      throw new PatchbayError('sync.failed', "Elasticsearch refuses the connector's API key.", {
        next: `Make another: \`patchbay api-key rotate ${this.#connectorId}\`.`,
        cause,
      })
    }
    this.#key = key
    this.#client = this.#parts.connectTo(key)
  }
}
