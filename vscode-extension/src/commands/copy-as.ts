import * as vscode from 'vscode'
import type * as copying from '../copy-as-entry.ts'
import { loadLibrary, requestFileOf } from '../providers/request-document.ts'
import type { RequestServices } from '../providers/request-services.ts'
import { showError } from '../views/show-error.ts'
import { prepare } from './prepare.ts'
import { documentOf, requestsToRun } from './requests-to-run.ts'

const { l10n } = vscode

const loadCopying = (): Promise<typeof copying> => import('../copy-as-entry.ts')
const languages = ['curl', 'Python', 'JavaScript', 'PHP', 'Ruby'] as const

/** Copies a request as a command or as code of a client. The key is never in it: it is taken from the environment. */
export const copyAs = async (services: RequestServices, uri?: vscode.Uri, number?: number): Promise<void> => {
  try {
    const document = await documentOf(uri)
    const file = await requestFileOf(document)
    const [request] = requestsToRun(document, file, number)
    const language = await vscode.window.showQuickPick(languages, {
      title: l10n.t('Copy {0} {1} as …', request.method, request.target),
      placeHolder: l10n.t('Address and key are taken from the environment'),
    })
    const to = languages.find((one) => one === language)
    if (to === undefined) return
    const prepared = await prepare(services.variables, document, { file, request })
    const text =
      to === 'curl'
        ? (await loadLibrary()).copyAsCurl(prepared)
        : await (await loadCopying()).copyAsCode(to, prepared, await services.api.load())
    await vscode.env.clipboard.writeText(text)
    vscode.window.setStatusBarMessage(l10n.t('Copied as {0}; its key is $ELASTIC_API_KEY', to), 5000)
  } catch (error) {
    await showError(error, services.log)
  }
}
