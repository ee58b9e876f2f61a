import type { Person } from './act-as-person.ts'
import type { EmulatedSlack, PracticePerson } from './emulate-slack.ts'
import type { Screens } from './screens.ts'

/** A workspace that plays Slack. */
export interface PracticeWorkspace {
  /** Of the page, and of everything else. */
  url: string
  /** What a bot needs to work here instead of in Slack. */
  slack: { token: string; signingSecret: string; apiUrl: string }
  team: string
  people: readonly PracticePerson[]
  channels: EmulatedSlack['channels']
  screens: Screens
  /** The bot's own user. */
  bot: string
  /** Writes an ordinary message. */
  say(name: string, channel: string, text: string): Promise<void>
  /** Acts as somebody; as of another workspace, as people of a shared channel are, or by another app. */
  person(name: string, as?: { workspace?: string | undefined; app?: string }): Person
  messages(channel: string, thread?: string): Promise<Record<string, unknown>[]>
  /** Tells where the bot listens, once it does. */
  connect(botUrl: string): void
  /** Hears of everything that changed. */
  onChange(listener: () => void): () => void
  stop(): Promise<void>
}
