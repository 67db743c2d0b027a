import { drawPath, receiptPath, scheduleId } from './api';
import { bound, button, h, link } from './dom';
import { icon } from './icons';
import { isFrozen, type PageState, type Screen } from './state';
import { t } from './texts';

/** What a person can do on the page. */
export type Actions = Record<
  'join' | 'enter' | 'wake' | 'watchHere' | 'sound' | 'notify',
  () => void
>;

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

/** A small link with an icon before it. */
const aside = (name: 'check' | 'receipt' | 'lock', label: string, href: string, props = {}) =>
  h('a', { class: 'quiet-link', href, ...props }, icon(name), label);

const verifyLink = () => link(t('unverified.action'), 'primary', '/verify-email');

/** While there is still time for it. */
const verifyFirst = (): Node[] => [
  h('p', { class: 'lead' }, t('unverified.title')),
  h('p', { class: 'body' }, t('unverified.before')),
  h('div', { class: 'actions' }, verifyLink()),
];

/** What a drawn number can be checked by, and taken home. */
const papers = (state: PageState): HTMLElement =>
  h(
    'p',
    { class: 'papers' },
    state.line!.draw.state === 'drawn' &&
      state.place!.number !== null &&
      aside('check', t('draw.check'), drawPath),
    aside('receipt', t('draw.receipt'), receiptPath, { download: 'openrun-receipt.json' }),
  );

/** With every number: where it is so, that nobody can say that its draw was out of the operator's hands. */
const trustNote = ({ line }: PageState): Node[] =>
  line!.draw.trust === 'operator' ? [h('p', { class: 'small' }, t('draw.operator'))] : [];

const ownNumber = (state: PageState): Node[] => [
  bound('number', 'p', 'number'),
  ...(state.place!.lane === 'presale' ? [h('p', { class: 'small' }, t('presale.note'))] : []),
  ...trustNote(state),
];

/** Why one waits longer than was said or could be, and how many come in meanwhile. */
const reasons = (): Node[] => [bound('reason', 'p', 'aside'), bound('rate', 'p', 'aside')];

const lobby = (state: PageState): Node[] => [
  ...figure(t('lobby.eyebrow'), 'openLeft', null),
  h('p', { class: 'lead' }, t(isFrozen(state) ? 'lobby.frozenTitle' : 'lobby.title')),
  h('p', { class: 'body' }, t(isFrozen(state) ? 'lobby.frozen' : 'lobby.body')),
  bound('lobbyCount', 'p', 'number'),
  h(
    'p',
    { class: 'papers' },
    h('span', { class: 'small' }, t('lobby.sealed')),
    state.line!.draw.seal !== null && h('code', { class: 'seal' }, state.line!.draw.seal),
    aside('lock', t('lobby.check'), drawPath),
  ),
];

const waiting = (state: PageState): Node[] =>
  state.ahead === 0
    ? [
        h('h1', { class: 'heading' }, t('waiting.next')),
        h('p', { class: 'body' }, t('waiting.nextBody')),
        ...reasons(),
        ...ownNumber(state),
        papers(state),
      ]
    : [
        ...figure(t('waiting.eyebrow'), 'ahead', 'people'),
        bound('estimate', 'p', 'lead'),
        ...reasons(),
        h('div', { class: 'bar', role: 'progressbar', 'aria-label': t('waiting.progress') }),
        ...ownNumber(state),
        papers(state),
      ];

const drawn = (state: PageState): Node[] => {
  const isPresale = state.place!.lane === 'presale';
  return [
    ...figure(t(isPresale ? 'presale.drawn' : 'drawn.eyebrow'), 'drawnNumber', 'drawnUnit'),
    bound('drawnAhead', 'p', 'lead'),
    isPresale ? bound('lineNumber', 'p', 'body') : h('p', { class: 'body' }, t('drawn.body')),
    ...trustNote(state),
  ];
};

const turn = (state: PageState, actions: Actions): Node[] =>
  state.entering === 'busy'
    ? [
        h('h1', { class: 'heading' }, t('turn.eyebrow')),
        h('p', { class: 'body breathe' }, t('turn.busy')),
      ]
    : [
        h('h1', { class: 'heading' }, t('turn.eyebrow')),
        h('p', { class: 'lead' }, t(state.entering === 'no' ? 'turn.title' : 'turn.entering')),
        h(
          'p',
          { class: 'figure countdown' },
          bound('turnLeft', 'span', 'digits'),
          h('span', { class: 'unit' }, t('turn.seconds')),
        ),
        h('div', { class: 'actions call' }, button(t('turn.action'), 'primary', actions.enter)),
        h('p', { class: 'body' }, t('turn.body')),
      ];

function lapsed(state: PageState, actions: Actions): Node[] {
  const what = state.place?.lapsed ?? 'invitation';
  return [
    h('h1', { class: 'heading' }, t(`lapsed.${what}`)),
    h('p', { class: 'body' }, t(`lapsed.${what}Body`)),
    h('div', { class: 'actions' }, button(t('lapsed.action'), 'primary', actions.join)),
  ];
}

export const builders: Record<Screen, (state: PageState, actions: Actions) => Node[]> = {
  loading: () => [h('p', { class: 'body breathe' }, t('loading'))],
  signedOut: () => plain('signedOut', link(t('signedOut.action'), 'primary', signInPath)),
  before: ({ mustVerify }) => [
    ...figure(t('before.eyebrow'), 'lobbyLeft', null),
    bound('beforeBody', 'p', 'body'),
    ...(mustVerify ? verifyFirst() : []),
  ],
  lobby,
  drawn,
  waiting,
  snoozing: (state, actions) => [
    ...figure(t('snoozing.eyebrow'), 'snoozeLeft', null),
    h('p', { class: 'lead' }, t('snoozing.title')),
    h('p', { class: 'body' }, t('snoozing.body')),
    h('div', { class: 'actions' }, button(t('snoozing.action'), 'primary', actions.wake)),
    ...ownNumber(state),
  ],
  turn,
  inside: () => plain('inside', link(t('inside.action'), 'primary', seatsPath)),
  lapsed,
  left: (_, actions) => plain('left', button(t('left.action'), 'primary', actions.join)),
  done: (_, actions) =>
    plain(
      'done',
      link(t('done.action'), 'primary', '/my'),
      button(t('done.again'), 'quiet', actions.join),
    ),
  over: () => plain('over', link(t('over.action'), 'primary', '/concerts')),
  unverified: () => plain('unverified', verifyLink()),
  unidentified: () => plain('unidentified', link(t('unidentified.action'), 'primary', '/my')),
  inLine: () => plain('inLine', link(t('inLine.action'), 'quiet', '/my')),
  refused: (_, actions) => plain('refused', button(t('refused.action'), 'primary', actions.join)),
  full: () => plain('full'),
  missing: () => plain('missing', link(t('missing.action'), 'primary', '/concerts')),
  elsewhere: (_, actions) =>
    plain('elsewhere', button(t('elsewhere.action'), 'primary', actions.watchHere)),
};
