import * as vscode from 'vscode'
import { type CoreModule, loadCore } from '../load-core.ts'
import type { ClusterSettings } from './cluster.ts'

type Session = Awaited<ReturnType<CoreModule['openSession']>>

/** A cluster that nothing answers for this long is shown as such; others don't wait for it. Milliseconds. */
const answerWithin = 10_000

/** Signs in to a cluster, with the certificate authority that its settings name. */
export const openCluster = async (settings: ClusterSettings, secret: string): Promise<Session> => {
  const { connect, openSession, Secret } = await loadCore()
  const { name, url, username, caFile, caFingerprint } = settings
  const ca =
    caFile === undefined
      ? {}
      : { ca: Buffer.from(await vscode.workspace.fs.readFile(vscode.Uri.file(caFile))).toString('utf8') }
  const es = connect({
    url,
    auth:
      username === undefined
        ? { kind: 'api-key', apiKey: new Secret(secret) }
        : { kind: 'basic', username, password: new Secret(secret) },
    requestTimeout: answerWithin,
    ...ca,
    ...(caFingerprint === undefined ? {} : { caFingerprint }),
  })
  return openSession(name, es)
}
