/** Whether a shell, and a command line, takes a text as one word and as no option: nothing in it has to be quoted. */
export const isShellWord = (text: string): boolean => /^\w[\w.-]*$/.test(text)
