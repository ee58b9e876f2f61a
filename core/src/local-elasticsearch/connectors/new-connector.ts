import { given } from './connector-document.ts'
import { defaultRule, newFiltering } from './filtering-document.ts'

export interface NewConnector {
  description?: string | undefined
  index_name?: string | null | undefined
  is_native?: boolean | undefined
  language?: string | undefined
  name?: string | undefined
  service_type?: string | undefined
}

const neverScheduled = () => ({ enabled: false, interval: '0 0 0 * * ?' })

/** A connector as Elasticsearch stores it when it is made. `deletable`: 9.0 and later also note that it isn't deleted. */
export const newConnector = (
  fields: NewConnector,
  timestamp: string,
  deletable: boolean,
): Record<string, unknown> => ({
  configuration: {},
  custom_scheduling: {},
  ...given({ description: fields.description }),
  filtering: [newFiltering(defaultRule(timestamp), timestamp)],
  ...given({ index_name: fields.index_name }),
  is_native: fields.is_native ?? false,
  ...given({ language: fields.language }),
  name: fields.name ?? '',
  scheduling: { access_control: neverScheduled(), full: neverScheduled(), incremental: neverScheduled() },
  ...given({ service_type: fields.service_type }),
  status: fields.is_native === true ? 'needs_configuration' : 'created',
  sync_now: false,
  ...(deletable ? { deleted: false } : {}),
})
