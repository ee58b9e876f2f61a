import { z } from 'zod'
import { type Made, resultOf, type Road } from './road.ts'

const checked = z.object({ allThere: z.boolean(), privileges: z.array(z.object({ held: z.boolean() })) })

export const checkPrivileges = ({ core, ada, show }: Road, { id }: Made): Promise<void> =>
  show('Privileges of ada', async () => {
    const asked = { operation: 'api-key.rotate', connector: id }
    const { allThere, privileges } = checked.parse(resultOf(await core.run(ada, 'privilege.check', asked)))
    const held = privileges.filter((privilege) => privilege.held).length
    if (!allThere)
      throw new Error(`ada holds ${held} of the ${privileges.length} privileges that a rotation needs.`)
    return { figure: `${held} of ${privileges.length}`, value: undefined }
  })
