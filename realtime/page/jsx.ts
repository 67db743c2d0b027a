/** Enough of a JSX runtime to draw the site's posters, which are SVG, without React. */
type Props = Record<string, unknown> & { children?: unknown };

const svg = 'http://www.w3.org/2000/svg';
/** React's names of attributes that SVG writes with a hyphen; the rest of those in use are the same. */
const hyphened = /^(?:stroke|fill|font|text|stop|clip|letter|paint|shape)(?=[A-Z])/;
const attribute = (name: string) =>
  hyphened.test(name) ? name.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`) : name;

export function jsx(tag: string | ((props: Props) => Node), { children, ...props }: Props): Node {
  if (typeof tag === 'function') return tag({ ...props, children });
  const element = document.createElementNS(svg, tag);
  for (const [name, value] of Object.entries(props)) {
    if (name === 'style') Object.assign(element.style, value);
    else if (value !== undefined && value !== null && value !== false)
      element.setAttribute(name === 'className' ? 'class' : attribute(name), String(value));
  }
  element.append(...nodesOf(children));
  return element;
}
export const jsxs = jsx;

export function Fragment({ children }: Props): Node {
  const all = document.createDocumentFragment();
  all.append(...nodesOf(children));
  return all;
}

function nodesOf(child: unknown): (Node | string)[] {
  if (Array.isArray(child)) return child.flatMap(nodesOf);
  if (child === null || child === undefined || typeof child === 'boolean') return [];
  return [child instanceof Node ? child : String(child)];
}

let ids = 0;
export const useId = (): string => `id${++ids}`;
