/** What finds, in Kibana's Discover, the lines that services wrote about a connector. */
export const connectorLogs = (connectorId: string): string =>
  `labels.connector_id : ${JSON.stringify(connectorId)}`

/** The same for one sync job: Elastic's service and Patchbay's worker call the label differently. */
export const jobLogs = (jobId: string): string => {
  const id = JSON.stringify(jobId)
  return `labels.sync_job_id : ${id} or labels.job_id : ${id}`
}
