import * as vscode from 'vscode'
import { Told } from '../told.ts'

/** Stores a secret, and looks whether it is there: without a keyring some editors take a secret and keep none. */
export const storeSecret = async (
  secrets: vscode.SecretStorage,
  key: string,
  { of, secret }: { of: string; secret: string },
): Promise<void> => {
  await secrets.store(key, secret)
  if ((await secrets.get(key)) !== secret)
    throw new Told(
      vscode.l10n.t(
        'The editor did not keep the secret of "{0}": its keyring is missing or locked. Nothing else keeps it.',
        of,
      ),
    )
}
