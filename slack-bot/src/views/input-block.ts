import type { InputBlock, InputBlockElement, PlainTextOption } from '@slack/types'
import { cutTo, plain } from './blocks.ts'

/** What is chosen from a list that is searched while somebody types. */
export type Picked = 'connector' | 'job' | 'run'

/** One question of a form. */
export interface Question {
  /** The block's id, by which an answer and an error find their place. */
  id: string
  label: string
  hint?: string | undefined
  kind: 'text' | 'lines' | 'number' | 'choice' | 'pick'
  /** Of what, for `pick`. */
  pick?: Picked
  choices?: readonly { value: string; label: string }[]
  optional: boolean
  initial?: string | undefined
  /** True where the answer decides which other questions are asked. */
  decides?: boolean
}

const longest = { label: 150, hint: 300, option: 75, optionValue: 150, placeholder: 150, input: 3000 }

const option = ({ value, label }: { value: string; label: string }): PlainTextOption => ({
  text: plain(label, longest.option),
  value: cutTo(value, longest.optionValue),
})

const placeholders: Readonly<Record<Picked, string>> = {
  connector: 'Type a part of its name',
  job: 'Type a part of its connector or its id',
  run: 'Type a part of what it is about',
}

const element = ({ kind, pick = 'connector', choices = [], initial }: Question): InputBlockElement => {
  const given =
    initial === undefined || initial === '' ? {} : { initial_value: cutTo(initial, longest.input) }
  switch (kind) {
    case 'pick':
      return {
        type: 'external_select',
        action_id: `pick.${pick}`,
        min_query_length: 0,
        placeholder: plain(placeholders[pick], longest.placeholder),
        ...(initial === undefined || initial === ''
          ? {}
          : { initial_option: option({ value: initial, label: initial }) }),
      }
    case 'choice': {
      const chosen = choices.find(({ value }) => value === initial)
      return {
        type: 'static_select',
        action_id: 'form.value',
        options: choices.slice(0, 100).map(option),
        ...(chosen === undefined ? {} : { initial_option: option(chosen) }),
      }
    }
    case 'number':
      return { type: 'number_input', action_id: 'form.value', is_decimal_allowed: true, ...given }
    case 'lines':
    case 'text':
      return {
        type: 'plain_text_input',
        action_id: 'form.value',
        multiline: kind === 'lines',
        max_length: longest.input,
        ...given,
      }
  }
}

/** A question as Block Kit asks it. */
export const inputBlock = (question: Question): InputBlock => ({
  type: 'input',
  block_id: question.id,
  label: plain(question.label, longest.label),
  element: element(question),
  optional: question.optional,
  dispatch_action: question.decides === true,
  ...(question.hint === undefined || question.hint === ''
    ? {}
    : { hint: plain(question.hint, longest.hint) }),
})
