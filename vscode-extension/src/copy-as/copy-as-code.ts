import * as l10n from '@vscode/l10n'
import { JavaScriptExporter } from '@elastic/request-converter/dist/exporters/javascript.js'
import { PHPExporter } from '@elastic/request-converter/dist/exporters/php.js'
import { PythonExporter } from '@elastic/request-converter/dist/exporters/python.js'
import { RubyExporter } from '@elastic/request-converter/dist/exporters/ruby.js'
import type { FormatExporter } from '@elastic/request-converter/dist/convert.js'
import type { ApiTable } from '../request-file/api/api-table.ts'
import type { PreparedRequest } from '../request-file/prepare-request.ts'
import { findUnsafeNumber } from './find-unsafe-number.ts'
import { parsedRequest } from './parsed-request.ts'

export type CodeLanguage = 'Python' | 'JavaScript' | 'PHP' | 'Ruby'

const exporters: Readonly<Record<CodeLanguage, () => FormatExporter>> = {
  Python: () => new PythonExporter(),
  JavaScript: () => new JavaScriptExporter(),
  PHP: () => new PHPExporter(),
  Ruby: () => new RubyExporter(),
}

/** Where the code takes the address from; the key comes from the environment in all of them. */
const elasticsearchUrl = 'http://localhost:9200'

/**
 * A request as code of one of Elastic's clients. Our own parser has read it; the converter only writes.
 * @throws Error with a sentence, where the code would do something else than the request.
 */
export const copyAsCode = async (
  language: CodeLanguage,
  prepared: PreparedRequest,
  table: ApiTable,
): Promise<string> => {
  if (prepared.service === 'kibana')
    throw new Error(
      l10n.t("Elastic's client for {0} talks to Elasticsearch only; copy a kbn: request as curl.", language),
    )
  const body = prepared.body === undefined ? undefined : new TextDecoder().decode(prepared.body)
  const unsafe = body === undefined ? undefined : findUnsafeNumber(body)
  if (unsafe !== undefined)
    throw new Error(
      l10n.t('The code would change the number {0}; copy the request as curl, which keeps it.', unsafe),
    )
  const request = parsedRequest(prepared, body, table)
  return exporters[language]().convert([request], { complete: true, elasticsearchUrl, printResponse: true })
}
