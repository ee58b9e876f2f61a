/** The pipelines that Kibana, and we, make for one index when somebody copies or extends its pipeline. */
export const pipelineParts = (index: string) => ({
  custom: `${index}@custom`,
  inference: `${index}@ml-inference`,
})

/** Tells a copy that was made for one connector from a pipeline that somebody named like the index. */
export const copyMark = { made_by: 'patchbay' }
