import { bodyToSend } from './body-to-send.ts'
import type { Placeholder } from './find-placeholders.ts'
import { takesNdjson } from './ndjson-path.ts'
import type { FileRequest } from './request-file.ts'
import { splitReference } from './resolve-reference.ts'
import type { ResolveVariable } from './resolve-variables.ts'
import { targetToSend } from './target-to-send.ts'

export interface PreparedRequest {
  readonly method: string
  readonly service: 'elasticsearch' | 'kibana'
  /** Path and query, with one slash in front; it can't name another host. */
  readonly path: string
  readonly contentType: 'application/json' | 'application/x-ndjson' | undefined
  readonly body: Uint8Array | undefined
  /** Placeholders inside strings that nothing resolves: they are sent as they stand, as Mustache templates need it. */
  readonly kept: readonly Placeholder[]
}

/** A placeholder that can't be replaced, and why, as a sentence. */
export interface Unresolved extends Placeholder {
  readonly why: string
}

export type Preparation =
  | { readonly ready: true; readonly request: PreparedRequest }
  /** It can't be sent: it has an error, or these have no value. */
  | { readonly ready: false; readonly broken: boolean; readonly unresolved: readonly Unresolved[] }

/** What goes over the wire for a request of `text`. */
export const prepareRequest = (text: string, request: FileRequest, resolve: ResolveVariable): Preparation => {
  if (request.broken) return { ready: false, broken: true, unresolved: [] }
  const missing: Unresolved[] = []
  const kept: Placeholder[] = []
  const substitution = {
    resolve,
    unresolved: (placeholder: Placeholder, about: { why: string; kept: boolean }) => {
      // One that the file asks for is ours for certain, wherever it stands.
      const variable = resolve(placeholder.name)
      const ours = !variable.found && (variable.ask || splitReference(placeholder.name) !== undefined)
      if (about.kept && !ours) kept.push(placeholder)
      else missing.push({ ...placeholder, why: about.why })
    },
  }
  const { service, path } = targetToSend(request.target, request.targetSpan.start, substitution)
  const isNdjson = request.bodies.length > 1 || takesNdjson(path)
  const bodies = request.bodies.map((body) => bodyToSend(text, body, { ...substitution, flat: isNdjson }))
  if (missing.length > 0) return { ready: false, broken: false, unresolved: missing }
  const sent = isNdjson ? bodies.map((body) => `${body}\n`).join('') : bodies.join('')
  const hasBody = bodies.length > 0
  return {
    ready: true,
    request: {
      method: request.method,
      service,
      path,
      contentType: hasBody ? (isNdjson ? 'application/x-ndjson' : 'application/json') : undefined,
      body: hasBody ? new TextEncoder().encode(sent) : undefined,
      kept,
    },
  }
}
