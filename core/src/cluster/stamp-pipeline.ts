/**
 * A final pipeline, so that no request gets round it. `set_security_user` keeps what it finds in an object: the field
 * is made a text first, so that nothing of a forged author survives.
 */
export const stampPipeline = {
  description: 'Stamps events of Patchbay with their author and their time.',
  processors: [
    { set: { field: 'by', value: '-' } },
    {
      set_security_user: {
        field: 'by',
        properties: ['username', 'realm', 'roles', 'authentication_type', 'api_key'],
      },
    },
    { set: { field: '@timestamp', copy_from: '_ingest.timestamp' } },
  ],
}
