type Child = Node | string | undefined | false
type Properties = Readonly<Record<string, string | boolean | undefined | ((event: Event) => void)>>

/**
 * An element of the page. Texts become text nodes and properties attributes, so that nothing from outside is ever read
 * as HTML; a function is a listener.
 */
export const element = (tag: string, properties: Properties = {}, ...children: Child[]): HTMLElement => {
  const made = document.createElement(tag)
  for (const [name, value] of Object.entries(properties)) {
    if (typeof value === 'function') made.addEventListener(name, value)
    else if (value === true) made.setAttribute(name, '')
    else if (typeof value === 'string') made.setAttribute(name, value)
  }
  made.append(...children.filter((child) => child !== undefined && child !== false))
  return made
}
