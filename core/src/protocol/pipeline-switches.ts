import { type Connector, pipelineSchema } from './connector.ts'

/** What a pipeline is told about each document, as operations name it. */
export const pipelineSwitches = (pipeline: Connector['pipeline']) => {
  const {
    extract_binary_content: extractBinaryContent,
    reduce_whitespace: reduceWhitespace,
    run_ml_inference: runMlInference,
  } = pipelineSchema.parse(pipeline ?? {})
  return { extractBinaryContent, reduceWhitespace, runMlInference }
}
