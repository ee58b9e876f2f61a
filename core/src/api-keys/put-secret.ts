import { z } from 'zod'
import { PatchbayError } from '../errors.ts'
import { defineOperation } from '../operations/define-operation.ts'
import { putConnectorSecret } from '../secrets/connector-secret.ts'
import { Secret } from '../secrets/secret.ts'
import { secretBasis, secretField, secretTarget, toChangeSecrets, userWarnings } from './secret-target.ts'

const input = z.strictObject({
  secret: secretField,
  value: z
    .instanceof(Secret)
    .describe('what it holds: for a managed connector its API key, encoded')
    .meta({ sensitive: true }),
})

export const putSecret = defineOperation({
  name: 'secret.put',
  version: 1,
  title: 'Put connector secret',
  summary: 'Stores a connector secret under an id, in the place of what it held before.',
  risk: 'guarded',
  input,
  target: secretTarget,
  basis: secretBasis,
  privileges: (_input, _target, { version }) => toChangeSecrets(version),
  validate:
    () =>
    async (_context, { value }) => {
      if (value.reveal().trim() !== '') return
      throw new PatchbayError('input.invalid', 'value: what was given is empty.', {
        field: 'value',
        next: 'Give the secret itself; `patchbay secret delete` takes one away.',
      })
    },
  plan: () => async (_context, _input, target) => {
    const warnings = userWarnings(
      target,
      'from its next sync on it signs in with the new value, which must be the key whose id it names (`patchbay api-key set-ids`)',
    )
    return {
      headline: `Put connector secret · ${target.id}`,
      changes: [
        { what: 'connector secret', from: 'what it held, if anything', to: 'a new value, not shown' },
      ],
      stays: ['the API keys themselves: none is made and none ends'],
      after: [
        target.usedBy.length === 0
          ? `no connector names it yet: \`patchbay api-key set-ids CONNECTOR --secret-id ${target.id}\``
          : "the value before is gone; can't be undone",
      ],
      ...(warnings.length > 0 && { warnings }),
    }
  },
  run:
    () =>
    async ({ es, step }, { value }, { id, usedBy }) => {
      const { replaced } = await step('put', {
        run: async () => ({ replaced: await putConnectorSecret(es, id, value) }),
      })
      return { secret: id, replaced, usedBy: usedBy.map((connector) => connector.id) }
    },
})
