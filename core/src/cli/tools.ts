/** Operations as tools of language models, for front ends that serve them elsewhere than over stdio. Package entry `./tools`. */
export { callOperation } from './mcp/call-operation.ts'
export { refusalOf } from './mcp/refusal.ts'
export { toolName, toolOf } from './mcp/tool-of.ts'
