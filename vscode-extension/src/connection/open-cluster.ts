import * as vscode from 'vscode'
import { type CoreModule, loadCore } from '../load-core.ts'
import { type LookModule, loadLook } from '../load-look.ts'
import type { ClusterSettings } from './cluster.ts'

type Session = Awaited<ReturnType<LookModule['openCluster']>>
type RequestWay = ReturnType<CoreModule['requestWay']>

/** A cluster that nothing answers for this long is shown as such; others don't wait for it. Milliseconds. */
const answerWithin = 10_000

/** The certificate authority that the settings name. */
export const authorityOf = async ({ caFile }: ClusterSettings): Promise<string | undefined> =>
  caFile === undefined
    ? undefined
    : Buffer.from(await vscode.workspace.fs.readFile(vscode.Uri.file(caFile))).toString('utf8')

/** Signs in to a cluster, with the certificate authority that its settings name. */
export const openCluster = async (settings: ClusterSettings, secret: string): Promise<Session> => {
  const look = await loadLook()
  const connection = look.connectionOf(settings, secret, await authorityOf(settings))
  const { name, kibanaUrl } = settings
  return look.openCluster(
    { name, kibana: kibanaUrl },
    look.connect({ ...connection, requestTimeout: answerWithin }),
  )
}

/** The way by which a file's requests go there, which may take long. */
export const openForRequests = async (settings: ClusterSettings, secret: string): Promise<RequestWay> => {
  const { connectionOf } = await loadLook()
  const { requestWay } = await loadCore()
  return requestWay(connectionOf(settings, secret, await authorityOf(settings)))
}
