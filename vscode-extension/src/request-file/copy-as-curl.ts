import type { PreparedRequest } from './prepare-request.ts'

/** Text that a shell takes as one word, as it is. */
const quoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`

/** A request as curl, its body byte for byte. The key is never in it: the shell's environment has it. */
export const copyAsCurl = ({ method, service, path, contentType, body }: PreparedRequest): string => {
  const isKibana = service === 'kibana'
  const lines = [
    `curl ${method === 'HEAD' ? '--head' : `-X ${method}`} "${isKibana ? '$KIBANA_URL' : '$ELASTICSEARCH_URL'}"${quoted(path)}`,
    `  -H "Authorization: ApiKey $ELASTIC_API_KEY"`,
    ...(isKibana ? [`  -H 'kbn-xsrf: curl'`] : []),
    ...(contentType === undefined ? [] : [`  -H 'Content-Type: ${contentType}'`]),
    ...(body === undefined ? [] : [`  --data-binary ${quoted(new TextDecoder().decode(body))}`]),
  ]
  return `${lines.join(' \\\n')}\n`
}
