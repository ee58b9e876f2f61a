import type { RunState } from '../run-log/fold.ts'

export interface KeyRun {
  operation: string
  state: Pick<RunState, 'name' | 'steps'>
  /** Of the connector, where the run is about one. */
  connector: string | undefined
}

const rotations = ['api-key.rotate', 'api-key.rotate-due']

/**
 * What a rotation came to, as far as its log shows it: which keys work now. Until the step that invalidates it begins,
 * the old one always does; while that is under way nobody knows.
 */
export const keyOutcome = ({ operation, state, connector }: KeyRun): string[] => {
  if (!rotations.includes(operation)) return []
  const of = (kind: string) => [...state.steps].filter(([name]) => name.split('/').at(-1) === kind)
  const ended = (kind: string): number => of(kind).filter(([, step]) => step.ended).length
  const refused = ended('invalidate')
  if (state.name === 'done') {
    if (refused === 1 && ended('confirm') === 1) return ['the new key was checked, the old one is refused']
    if (refused > 1 && ended('confirm') === refused)
      return [`${refused} new keys were checked, the old ones are refused`]
    return connector === undefined
      ? []
      : [`the old key still works: \`patchbay api-key clean-up ${connector}\` ends it`]
  }
  if (operation !== 'api-key.rotate' || !['failed', 'abandoned'].includes(state.name)) return []
  if (of('switch').length === 0 && !state.steps.has('remember-key'))
    return ['nothing has changed: the connector uses its old key']
  if (of('invalidate').length === 0) return ['the old key still works']
  return refused > 0 ? ['the new key is in use, the old one is refused'] : []
}
