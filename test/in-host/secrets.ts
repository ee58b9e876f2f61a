import assert from 'node:assert/strict'
import { describe, it } from 'mocha'
import * as vscode from 'vscode'
import { storeSecret } from '../../vscode-extension/src/connection/store-secret.ts'

/** As an editor without a keyring may be: it takes a secret, says nothing, and keeps none. */
const forgetful: vscode.SecretStorage = {
  get: () => Promise.resolve(undefined),
  store: () => Promise.resolve(),
  delete: () => Promise.resolve(),
  onDidChange: new vscode.EventEmitter<vscode.SecretStorageChangeEvent>().event,
}

describe('secrets', () => {
  it('are not taken for kept where the editor keeps none', async () => {
    await assert.rejects(
      storeSecret(forgetful, 'cluster:test', { of: 'test', secret: 'hush-hush' }),
      (error) => {
        assert.ok(error instanceof Error)
        assert.match(error.message, /did not keep the secret of "test": its keyring is missing or locked/)
        assert.ok(!error.message.includes('hush-hush'))
        return true
      },
    )
  })
})
