/** What setup did about one thing. */
export type Ensured = 'created' | 'put right' | 'unchanged'
