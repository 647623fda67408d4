/** Elements without a framework: text goes in as text, so nothing of a message is ever markup. */
type Props = Record<string, string | boolean | ((event: Event) => void) | undefined>;

export function el(tag: string, props: Props = {}, ...children: (Node | string | null | undefined)[]): HTMLElement {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (typeof value === "function") made.addEventListener(name, value);
    else if (value === true) made.setAttribute(name, "");
    else if (value) made.setAttribute(name, value);
  }
  made.append(...children.filter((child): child is Node | string => child !== null && child !== undefined));
  return made;
}

export const fill = (words: string, values: Record<string, string>) =>
  words.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
