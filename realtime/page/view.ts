import { formatDateTime, formatLeft } from '@/components/format/time';
import { scheduleId } from './api';
import { bound, button, byId, h, link, setText } from './dom';
import { sayEstimate } from './estimate';
import { isSoldOut, type PageState, type Screen, screenOf, secondsUntil, serverNow } from './state';
import { count, locale, t } from './texts';

/** What a person can do on the page. */
export type Actions = { join(): void; enter(): void; leave(): void };

const signInPath = `/sign-in?next=${encodeURIComponent(`/queue/${scheduleId}`)}`;
export const seatsPath = `/schedules/${scheduleId}/seats`;

/** Heading, sentence, and what to do: most screens are no more than that. */
function plain(name: string, ...actions: HTMLElement[]): Node[] {
  return [
    h('h1', { class: 'heading' }, t(`${name}.title`)),
    h('p', { class: 'body' }, t(`${name}.body`)),
    h('div', { class: 'actions' }, ...actions),
  ];
}

/** One huge figure with what it is above. */
const figure = (eyebrow: string, name: string, unit: string | null): Node[] => [
  h('h1', { class: 'eyebrow' }, eyebrow),
  h('p', { class: 'figure' }, bound(name, 'span', 'digits'), unit && bound(unit, 'span', 'unit')),
];

const builders: Record<Screen, (state: PageState, actions: Actions) => Node[]> = {
  loading: () => [h('p', { class: 'body breathe' }, t('loading'))],
  signedOut: () => plain('signedOut', link(t('signedOut.action'), 'primary', signInPath)),
  before: () => [
    ...figure(t('before.eyebrow'), 'lobbyLeft', null),
    bound('beforeBody', 'p', 'body'),
  ],
  lobby: () => [
    ...figure(t('lobby.eyebrow'), 'openLeft', null),
    h('p', { class: 'lead' }, t('lobby.title')),
    h('p', { class: 'body' }, t('lobby.body')),
    bound('lobbyCount', 'p', 'number'),
  ],
  waiting: (state) =>
    state.ahead === 0
      ? [
          h('h1', { class: 'heading' }, t('waiting.next')),
          h('p', { class: 'body' }, t('waiting.nextBody')),
          bound('number', 'p', 'number'),
        ]
      : [
          ...figure(t('waiting.eyebrow'), 'ahead', 'people'),
          bound('estimate', 'p', 'lead'),
          bound('slower', 'p', 'aside'),
          h('div', { class: 'bar', role: 'progressbar', 'aria-label': t('waiting.progress') }),
          bound('number', 'p', 'number'),
        ],
  turn: (state, actions) =>
    state.entering === 'busy'
      ? [
          h('h1', { class: 'heading' }, t('turn.eyebrow')),
          h('p', { class: 'body breathe' }, t('turn.busy')),
        ]
      : [
          h('h1', { class: 'eyebrow' }, t('turn.eyebrow')),
          h('p', { class: 'heading' }, t(state.entering === 'no' ? 'turn.title' : 'turn.entering')),
          h('p', { class: 'figure' }, bound('turnLeft', 'span', 'digits')),
          h('p', { class: 'lead' }, t('turn.seconds')),
          h('p', { class: 'body' }, t('turn.body')),
          h('div', { class: 'actions' }, button(t('turn.action'), 'primary', actions.enter)),
        ],
  inside: () => plain('inside', link(t('inside.action'), 'primary', seatsPath)),
  lapsed: (state, actions) => {
    const what = state.place?.lapsed ?? 'invitation';
    return [
      h('h1', { class: 'heading' }, t(`lapsed.${what}`)),
      h('p', { class: 'body' }, t(`lapsed.${what}Body`)),
      h('div', { class: 'actions' }, button(t('lapsed.action'), 'primary', actions.join)),
    ];
  },
  left: (_, actions) => plain('left', button(t('left.action'), 'primary', actions.join)),
  done: (_, actions) =>
    plain(
      'done',
      link(t('done.action'), 'primary', '/my'),
      button(t('done.again'), 'quiet', actions.join),
    ),
  over: () => plain('over', link(t('over.action'), 'primary', '/concerts')),
  unverified: () => plain('unverified', link(t('unverified.action'), 'primary', '/verify-email')),
  full: () => plain('full'),
  missing: () => plain('missing', link(t('missing.action'), 'primary', '/concerts')),
};

/** The texts that change while a screen stays. */
function textsOf(state: PageState): Record<string, string> {
  const { line, place, ahead } = state;
  if (!line) return {};
  const left = (instant: string) => formatLeft(Date.parse(instant) - serverNow(state), locale);
  const isDrawing = place?.number === null && secondsUntil(state, line.opensAt) === 0;
  const said = state.estimate && sayEstimate(state.estimate);
  return {
    lobbyLeft: left(line.lobbyOpensAt),
    openLeft: isDrawing ? '00:00' : left(line.opensAt),
    beforeBody: t('before.body', {
      lobby: formatDateTime(line.lobbyOpensAt, locale),
      opens: formatDateTime(line.opensAt, locale),
    }),
    lobbyCount: isDrawing ? t('lobby.drawing') : t('lobby.count', { count: count(line.waiting) }),
    ahead: count(ahead ?? 0),
    people: t(ahead === 1 ? 'peopleOne' : 'people'),
    estimate: said ? t(`waiting.${said.key}`, 'low' in said ? said : {}) : t('waiting.still'),
    slower: state.estimate?.slower ? t('waiting.slower') : '',
    number: place?.number ? t('myNumber', { number: count(place.number) }) : '',
    turnLeft: place?.invitedUntil ? String(secondsUntil(state, place.invitedUntil)) : '',
  };
}

/** What a screen is made of beside its changing texts: when it changes, the screen is built anew. */
function shapeOf(state: PageState): string {
  return [screenOf(state), state.ahead === 0, state.entering, state.place?.lapsed].join();
}

let drawn = '';

/** Draws the state: a screen once, then only the texts in it. */
export function draw(state: PageState, actions: Actions): void {
  const screen = screenOf(state);
  const stage = byId('stage');
  if (drawn !== shapeOf(state)) {
    drawn = shapeOf(state);
    document.body.dataset['screen'] = screen;
    stage.replaceChildren(...builders[screen](state, actions));
  }
  const texts = textsOf(state);
  for (const element of stage.querySelectorAll<HTMLElement>('[data-bind]')) {
    const text = texts[element.dataset['bind']!] ?? '';
    setText(element, text);
    if (element.className === 'digits') element.dataset['length'] = String(text.length);
  }
  drawBar(state, stage);
  drawNotice(state, screen);
  drawStock(state, screen);
  byId('foot').hidden = !['lobby', 'waiting', 'turn'].includes(screen);
  byId('keep').hidden = screen === 'turn';
  setText(byId('keep'), isSoldOut(state) ? t('waiting.soldOut') : t('waiting.keep'));
  document.title = titleOf(state, screen);
}

function drawBar(state: PageState, stage: HTMLElement): void {
  const bar = stage.querySelector<HTMLElement>('.bar');
  if (!bar || state.ahead === null) return;
  const done = 1 - state.ahead / Math.max(1, state.startedAhead);
  bar.style.setProperty('--done', String(done));
  bar.setAttribute('aria-valuenow', String(Math.round(done * 100)));
}

/** One line above everything: away from the network, or paused. */
function drawNotice(state: PageState, screen: Screen): void {
  const waits = ['lobby', 'waiting', 'turn', 'before'].includes(screen);
  const paused = waits && state.line?.paused;
  const text = state.away
    ? t(`away.${state.away}`)
    : paused
      ? `${t('paused.title')}. ${t('paused.body')}`
      : '';
  const notice = byId('notice');
  notice.hidden = text === '';
  setText(notice, text);
}

function drawStock({ stock }: PageState, screen: Screen): void {
  const section = byId('stock');
  section.hidden = stock.length === 0 || !['waiting', 'turn', 'lobby'].includes(screen);
  const key = JSON.stringify(stock);
  if (section.hidden || section.dataset['key'] === key) return;
  section.dataset['key'] = key;
  const items = stock.map(({ grade, left }) =>
    h(
      'li',
      { class: 'grade', ...(left === 0 && { 'data-none': true }) },
      h('span', { class: `mark mark-${grade.toLowerCase()}`, 'aria-hidden': 'true' }),
      h('span', { class: 'grade-name' }, grade),
      h('span', { class: 'grade-left' }, left ? t('seats', { count: count(left) }) : t('none')),
    ),
  );
  section.querySelector('ul')!.replaceChildren(...items);
}

function titleOf({ ahead }: PageState, screen: Screen): string {
  if (screen === 'turn') return `● ${t('turn.title')}`;
  if (screen === 'waiting' && ahead)
    return `${count(ahead)}${locale === 'ko' ? '' : ' '}${t(ahead === 1 ? 'peopleOne' : 'people')} · ${t('title')}`;
  return `${t('title')} · Openrun`;
}
