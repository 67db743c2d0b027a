type Child = Node | string | null | false;
type Props = Record<string, string | true | ((event: Event) => void)>;

/** An element: attributes by name, `onclick` and the like as listeners. Texts are texts, never markup. */
export function h(tag: string, props: Props, ...children: Child[]): HTMLElement {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (typeof value === 'function') element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? '' : value);
  }
  element.append(...children.filter((child) => child !== null && child !== false));
  return element;
}

/** A text that changes while its screen stays: `update` writes it by name. */
export const bound = (name: string, tag = 'span', className = ''): HTMLElement =>
  h(tag, { 'data-bind': name, class: className });

export const byId = (id: string): HTMLElement => document.getElementById(id)!;

/** Writes only what changed, so that nothing is read out twice or laid out again. */
export function setText(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

export const button = (label: string, kind: string, onclick: () => void): HTMLElement =>
  h('button', { type: 'button', class: `button ${kind}`, onclick }, label);

export const link = (label: string, kind: string, href: string): HTMLElement =>
  h('a', { class: `button ${kind}`, href }, label);
