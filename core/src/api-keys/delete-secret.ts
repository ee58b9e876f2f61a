import { z } from 'zod'
import { PatchbayError } from '../errors.ts'
import { defineOperation } from '../operations/define-operation.ts'
import { deleteConnectorSecret } from '../secrets/connector-secret.ts'
import { secretBasis, secretField, secretTarget, toChangeSecrets, userWarnings } from './secret-target.ts'

export const deleteSecret = defineOperation({
  name: 'secret.delete',
  version: 1,
  title: 'Delete connector secret',
  summary: 'Deletes a connector secret; says which connectors still name it.',
  risk: 'guarded',
  input: z.strictObject({ secret: secretField }),
  target: secretTarget,
  basis: secretBasis,
  privileges: (_input, _target, { version }) => toChangeSecrets(version),
  plan: () => async (_context, _input, target) => {
    const warnings = userWarnings(
      target,
      'its syncs fail until it has another: `patchbay api-key rotate` gives it a key and a secret',
    )
    return {
      headline: `Delete connector secret · ${target.id}`,
      changes: [{ what: 'connector secret', from: target.id, to: 'gone' }],
      stays: ['the API key that is in it goes on being valid until it is invalidated'],
      ...(warnings.length > 0 && { warnings }),
      irreversible: "What it holds can't be brought back.",
    }
  },
  run:
    () =>
    async ({ es, step }, _input, { id, usedBy }) => {
      await step('delete', {
        choose: () => id,
        run: async (_chosen, earlier) => {
          // An attempt that was stopped may have deleted it already.
          if ((await deleteConnectorSecret(es, id)) || earlier.length > 0) return null
          throw new PatchbayError('target.not-found', `There is no connector secret "${id}".`, {
            field: 'secret',
            next: '`patchbay api-key list` shows the secrets that connectors name.',
          })
        },
      })
      return { secret: id, usedBy: usedBy.map((connector) => connector.id) }
    },
})
