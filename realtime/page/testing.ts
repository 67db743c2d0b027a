import { vi } from 'vitest';
import { loadMessages } from '@/i18n/catalogue';
import type { Locale } from '@/i18n/locale';
import type { LineView, PlaceView } from '@/server/waiting-room/waiting-room.schema';
import type { PageState } from './state';

export const aLineView = (given: Partial<LineView> = {}): LineView => ({
  scheduleId: '0197a0a0-0000-7000-8000-000000000001',
  phase: 'open',
  paused: false,
  lobbyOpensAt: '2026-11-22T10:30:00.000Z',
  opensAt: '2026-11-22T11:00:00.000Z',
  closesAt: '2026-11-29T11:00:00.000Z',
  freezesAt: '2026-11-22T10:59:50.000Z',
  hasPresale: false,
  draw: { state: 'drawn', trust: 'beacon', seal: '3f9a1c27d04b' },
  slowed: null,
  epoch: 1,
  issued: 500,
  waiting: 400,
  cursor: 100,
  ratePerMinute: 600,
  movedPerMinute: 600,
  serverNow: '2026-11-22T11:05:00.000Z',
  ...given,
});

/** Somebody who waits, with 200 ahead. */
export const aPlaceView = (
  given: Partial<PlaceView> = {},
  line: Partial<LineView> = {},
): PlaceView => ({
  scheduleId: '0197a0a0-0000-7000-8000-000000000001',
  state: 'waiting',
  number: 301,
  lineNumber: given.number === undefined ? 301 : given.number,
  ahead: 200,
  lane: 'general',
  invitedUntil: null,
  snoozedUntil: null,
  lapsed: null,
  pass: null,
  joinToken: 'a token',
  line: aLineView(line),
  ...given,
});

/** As much of an element as the view writes to: enough to read what a screen says. */
class Part {
  readonly dataset: Record<string, string> = {};
  readonly style = { setProperty: () => undefined };
  className = '';
  hidden = false;
  private children: (Part | string)[] = [];

  constructor(private readonly tag = '') {}

  setAttribute(name: string, value: string): void {
    if (name === 'class') this.className = value;
    if (name === 'data-bind') this.dataset['bind'] = value;
  }
  addEventListener(): void {}
  toggleAttribute(): void {}
  contains = () => false;
  append(...children: (Part | string)[]): void {
    this.children.push(...children);
  }
  replaceChildren(...children: (Part | string)[]): void {
    this.children = children;
  }
  get lastElementChild() {
    return this.children.at(-1);
  }
  get textContent(): string {
    return this.children
      .map((child) => (typeof child === 'string' ? child : child.textContent))
      .filter((text) => text !== '')
      .join(' | ');
  }
  set textContent(text: string) {
    this.children = [text];
  }
  querySelector = (selectors: string) => this.querySelectorAll(selectors)[0] ?? null;
  /** Knows tags, classes and `[data-bind]`. */
  querySelectorAll(selectors: string): Part[] {
    const parts = this.children.filter((child) => typeof child !== 'string');
    return parts.flatMap((part) => [
      ...(selectors.split(', ').some((one) => part.matches(one)) ? [part] : []),
      ...part.querySelectorAll(selectors),
    ]);
  }
  private matches(selector: string): boolean {
    if (selector === '[data-bind]') return this.dataset['bind'] !== undefined;
    if (selector.startsWith('.')) return this.className.split(' ').includes(selector.slice(1));
    return this.tag === selector;
  }
}

/** Lends the modules of the page a document of a language, which they read once: to be imported after it. */
export function lendDocument(locale: Locale): (id: string) => Part {
  const parts = new Map<string, Part>();
  const byId = (id: string) => parts.get(id) ?? parts.set(id, new Part()).get(id)!;
  byId('messages').textContent = JSON.stringify(loadMessages(locale)['waiting']);
  byId('stock').append(new Part('ul'));
  const document = {
    documentElement: { lang: locale },
    ...{ body: new Part(), getElementById: byId },
    createElement: (tag: string) => new Part(tag),
    createElementNS: (_: string, tag: string) => new Part(tag),
  };
  const lent: Record<string, unknown> = {
    document,
    Node: Part,
    window: {},
    location: { pathname: `/queue/${aLineView().scheduleId}` },
    matchMedia: () => ({ matches: true }),
    cancelAnimationFrame: () => undefined,
    requestAnimationFrame: () => 0,
  };
  for (const [name, value] of Object.entries(lent)) vi.stubGlobal(name, value);
  vi.resetModules();
  return byId;
}

/** A page in a language: shows a state, and returns its parts. */
export async function aPage(locale: Locale) {
  const byId = lendDocument(locale);
  const { draw } = await import('./view');
  const doNothing = () => undefined;
  const names = ['join', 'enter', 'wake', 'watchHere', 'sound', 'notify'] as const;
  const actions = Object.fromEntries(names.map((name) => [name, doNothing])) as Parameters<
    typeof draw
  >[1];
  return { byId, show: (state: PageState) => draw(state, actions) };
}

/** Returns what the stage says for a state, one part after the other. */
export async function aStage(locale: Locale): Promise<(state: PageState) => string> {
  const { byId, show } = await aPage(locale);
  return (state) => {
    show(state);
    return byId('stage').textContent;
  };
}
