import { changesSomething } from './changes-something.ts'
import type { FileRequest, RequestFile } from './request-file.ts'
import type { Span } from './span.ts'

/** The methods of requests that change something on a guarded cluster: what is asked about before it is sent. */
export const findGuarded = (
  { requests }: Pick<RequestFile, 'requests'>,
  isGuarded: (request: FileRequest) => boolean,
): Span[] =>
  requests
    .filter(
      (request) =>
        !request.broken &&
        changesSomething({ method: request.method, path: request.target }) &&
        isGuarded(request),
    )
    .map(({ methodSpan }) => methodSpan)
