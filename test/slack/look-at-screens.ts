import { expect, vi } from 'vitest'
import type { SlackGround } from './open-slack-ground.ts'
import { longest } from './longest.ts'

/** What people of a practice workspace have before them. */
export const lookAtScreens = (opened: () => SlackGround) => {
  const idOf = (name: string): string =>
    opened().workspace.people.find((person) => person.name === name)?.id ?? ''
  const screenOf = (name: string) => opened().workspace.screens.of(idOf(name))
  return {
    idOf,
    screenOf,
    /** What somebody was told privately since the last time. */
    whisperTo: async (name: string): Promise<string> => {
      const screen = screenOf(name)
      await vi.waitFor(() => expect(screen.ephemerals).not.toHaveLength(0), longest)
      return JSON.stringify(screen.ephemerals.splice(0))
    },
    /** The modal on top, once it says this. */
    modalOf: async (name: string, says: string) => {
      const screen = screenOf(name)
      await vi.waitFor(() => expect(JSON.stringify(screen.modals.at(-1))).toContain(says), longest)
      const view = screen.modals.at(-1)
      if (view === undefined) throw new Error('no modal')
      return view
    },
  }
}

/** An answer to a question of a form, as Slack sends it. */
export const typed = (value: string) => ({ 'form.value': { type: 'plain_text_input', value } })
export const chosen = (value: string) => ({
  'form.value': { type: 'static_select', selected_option: { value } },
})
