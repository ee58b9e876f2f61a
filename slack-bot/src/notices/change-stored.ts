import type { StateStore } from '@patchbay/core'

/**
 * Changes what is remembered under an id, by compare-and-set: `change` is asked again when somebody else was faster,
 * and answers undefined where nothing is to be changed after all. True when it was changed.
 */
export const changeStored = async <Value>(
  store: StateStore<Value>,
  id: string,
  change: (value: Value | undefined) => Value | undefined,
): Promise<boolean> => {
  for (;;) {
    const stored = await store.read(id)
    const value = change(stored?.value)
    if (value === undefined) return false
    const written = stored === undefined ? await store.create(id, value) : await store.replace(stored, value)
    if (written) return true
  }
}
