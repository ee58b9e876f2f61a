import { z } from 'zod'
import { practiceApp } from './complete-answer.ts'
import type { EmulatedSlack, PracticePerson } from './emulate-slack.ts'
import type { ResponseUrls } from './response-urls.ts'
import type { Ephemeral, Screens, View } from './screens.ts'
import { signRequest } from './sign-request.ts'

/** Answers of a form, by block id and action id, as Slack sends them. */
export type ViewState = Record<string, Record<string, unknown>>

/** What a person of Slack does, sent to the bot as Slack sends it: signed, over HTTP. */
export interface Person {
  command(text: string, channel: string): Promise<Response>
  /** Presses a button of a message. */
  click(message: PostedMessage, action: Clicked): Promise<Response>
  /** Presses a button of a message that nobody else sees. */
  clickWhisper(whisper: Ephemeral, action: Clicked): Promise<Response>
  /** Presses a button, or changes an answer, of a modal or of the home tab. */
  clickInView(view: View, action: Clicked, state: ViewState): Promise<Response>
  /** Sends a form; the errors beside its questions, if there are any. */
  submit(view: View, state: ViewState): Promise<Record<string, string> | undefined>
  close(view: View): void
  /** What an external select offers for what was typed. */
  options(view: View, asked: { block: string; action: string; value: string }): Promise<unknown[]>
  openHome(): Promise<Response>
}

export interface Clicked {
  action_id: string
  block_id: string
  type: string
  value?: string | undefined
  selected_option?: unknown
}

export interface PostedMessage {
  channel: string
  ts: string
  message: Record<string, unknown>
}

interface Parts {
  slack: EmulatedSlack
  screens: Screens
  responses: ResponseUrls
  /** Where the bot listens; asked for each time, since a bot can be started again elsewhere. */
  bot: () => string
  signingSecret: string
}

const triggerSchema = z.object({ trigger_id: z.string() })
const viewAnswer = z.discriminatedUnion('response_action', [
  z.object({ response_action: z.literal('errors'), errors: z.record(z.string(), z.string()) }),
  z.object({ response_action: z.literal('update'), view: z.record(z.string(), z.unknown()) }),
  z.object({ response_action: z.literal('push'), view: z.record(z.string(), z.unknown()) }),
  z.object({ response_action: z.literal('clear') }),
])
const viewSchema = z.object({ view: z.looseObject({ id: z.string() }) })
const optionsSchema = z.object({ options: z.array(z.unknown()).default([]) })

export const actAsPerson = (
  { id, name }: PracticePerson,
  { slack, screens, responses, bot, signingSecret }: Parts,
  { workspace = slack.team, app = practiceApp.id }: { workspace?: string | undefined; app?: string } = {},
): Person => {
  const user = { id, username: name, name, team_id: workspace }
  const team = { id: slack.team, domain: 'practice' }
  const common = { user, team, api_app_id: app, token: 'unused' }

  const post = (body: string, type: string): Promise<Response> =>
    fetch(bot(), {
      method: 'POST',
      headers: { 'content-type': type, ...signRequest(body, signingSecret) },
      body,
    }).catch((cause: unknown) => {
      throw new Error('The bot does not answer. See whether it still runs, then do it again.', { cause })
    })
  const send = (fields: Record<string, string>): Promise<Response> => {
    const body = new URLSearchParams(fields).toString()
    return post(body, 'application/x-www-form-urlencoded')
  }
  const interact = (payload: object): Promise<Response> => send({ payload: JSON.stringify(payload) })

  const trigger = async (view?: View): Promise<string> => {
    const { trigger_id } = triggerSchema.parse(
      await slack.call('views.generateTriggerId', {
        user_id: id,
        ...(view === undefined ? {} : { view_id: view.id }),
      }),
    )
    screens.trigger(trigger_id, id)
    return trigger_id
  }

  return {
    async command(text, channel) {
      const answer = await send({
        command: '/connectors',
        text,
        user_id: id,
        user_name: name,
        team_id: workspace,
        team_domain: 'practice',
        channel_id: channel,
        channel_name: 'practice',
        api_app_id: app,
        trigger_id: await trigger(),
        response_url: responses.make({ user: id, channel }),
      })
      return answer
    },
    async click({ channel, ts, message }, action) {
      return interact({
        ...common,
        type: 'block_actions',
        trigger_id: await trigger(),
        container: { type: 'message', message_ts: ts, channel_id: channel, is_ephemeral: false },
        channel: { id: channel, name: 'practice' },
        message: { ...message, ts },
        state: { values: {} },
        response_url: responses.make({ user: id, channel, ts }),
        actions: [{ ...action, action_ts: ts }],
      })
    },
    async clickWhisper({ id: whisper, channel }, action) {
      const ts = String(Date.now() / 1000)
      return interact({
        ...common,
        type: 'block_actions',
        trigger_id: await trigger(),
        container: { type: 'message', message_ts: ts, channel_id: channel, is_ephemeral: true },
        channel: { id: channel, name: 'practice' },
        state: { values: {} },
        response_url: responses.make({ user: id, channel, whisper }),
        actions: [{ ...action, action_ts: ts }],
      })
    },
    async clickInView(view, action, state) {
      return interact({
        ...common,
        type: 'block_actions',
        trigger_id: await trigger(view),
        container: { type: 'view', view_id: view.id },
        view: { ...view, state: { values: state } },
        actions: [{ ...action, action_ts: String(Date.now() / 1000) }],
      })
    },
    async submit(view, state) {
      const answer = await interact({
        ...common,
        type: 'view_submission',
        trigger_id: await trigger(view),
        view: { ...view, state: { values: state } },
        response_urls: [],
      })
      const text = await answer.text()
      if (text === '') {
        screens.closed(id, view.id)
        return undefined
      }
      const asked = viewAnswer.parse(JSON.parse(text))
      switch (asked.response_action) {
        case 'errors':
          return asked.errors
        case 'clear':
          screens.closed(id)
          return undefined
        case 'update': {
          const updated = await slack.call('views.update', { view_id: view.id, view: asked.view })
          screens.updated(viewSchema.parse(updated).view)
          return undefined
        }
        case 'push': {
          const trigger_id = await trigger(view)
          const pushed = await slack.call('views.push', { trigger_id, view: asked.view })
          screens.opened(trigger_id, viewSchema.parse(pushed).view)
          return undefined
        }
      }
    },
    close: (view) => screens.closed(id, view.id),
    async options(view, { block, action, value }) {
      const answer = await interact({
        ...common,
        type: 'block_suggestion',
        container: { type: 'view', view_id: view.id },
        view,
        action_id: action,
        block_id: block,
        value,
      })
      return optionsSchema.parse(await answer.json()).options
    },
    async openHome() {
      const body = JSON.stringify({
        type: 'event_callback',
        team_id: slack.team,
        api_app_id: app,
        event_id: `Ev${Date.now()}${id}`,
        event_time: Math.floor(Date.now() / 1000),
        event: { type: 'app_home_opened', user: id, channel: `D${id}`, tab: 'home', event_ts: '1' },
      })
      return post(body, 'application/json')
    },
  }
}
