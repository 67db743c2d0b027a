import { formatDateTime, formatLeft } from '@/components/format/time';
import { byId, h, setText } from './dom';
import { sayEstimate } from './estimate';
import { drawPresale } from './presale';
import { drawTools } from './tools';
import { type Actions, builders } from './screens';
import { numbersOf, sayNumber } from './number';
import { saySlowed } from './slowed';
import {
  isFrozen,
  type PageState,
  reasonOf,
  revealMs,
  type Screen,
  screenOf,
  secondsUntil,
  serverNow,
  stockOutlook,
} from './state';
import { count, locale, t } from './texts';

export { type Actions, seatsPath } from './screens';

/** The texts that change while a screen stays. */
function textsOf(state: PageState): Record<string, string> {
  const { line, place, ahead } = state;
  if (!line) return {};
  const left = (instant: string) => formatLeft(Date.parse(instant) - serverNow(state), locale);
  const isDrawing = place?.number === null && secondsUntil(state, line.opensAt) === 0;
  const number = place?.number;
  const slowed = saySlowed(line, locale, t);
  return {
    lobbyLeft: left(line.lobbyOpensAt),
    openLeft: isDrawing ? '00:00' : left(line.opensAt),
    beforeBody: t('before.body', {
      lobby: formatDateTime(line.lobbyOpensAt, locale),
      opens: formatDateTime(line.opensAt, locale),
    }),
    lobbyCount: isDrawing ? t('lobby.drawing') : lobbyText(state),
    ahead: count(ahead ?? 0),
    people: t(ahead === 1 ? 'peopleOne' : 'people'),
    estimate: estimateText(state),
    reason: slowed?.why ?? reasonText(state),
    rate: slowed?.rate ?? '',
    number: place ? sayNumber(place, t) : '',
    lineNumber: place ? t('presale.drawnBody', numbersOf(place)) : '',
    drawnNumber: number ? rolled(count(number), state.revealUntilMs - serverNow(state)) : '',
    drawnUnit: t('drawn.unit'),
    drawnAhead: ahead ? t('drawn.ahead', { count: ahead }) : t('drawn.first'),
    snoozeLeft: place?.snoozedUntil ? left(place.snoozedUntil) : '',
    turnLeft: place?.invitedUntil ? String(secondsUntil(state, place.invitedUntil)) : '',
  };
}

function lobbyText({ line, place }: PageState): string {
  const people = t('lobby.count', { count: line!.waiting });
  return place?.lane === 'presale' ? `${t('presale.lane')} · ${people}` : people;
}

function estimateText({ line, estimate }: PageState): string {
  if (line!.paused) return t('waiting.pausedEstimate');
  if (!estimate) return t('waiting.still');
  const said = sayEstimate(estimate);
  return t(`waiting.${said.key}`, 'low' in said ? said : {});
}

/** Why the wait is longer than was said before. */
function reasonText(state: PageState): string {
  const reason = reasonOf(state);
  return reason ? t(`reason.${reason}`) : '';
}

const isStill = matchMedia('(prefers-reduced-motion: reduce)');
/** The digits roll for so long, and rest for as much of the reveal as is left then. */
const rollMs = 900;

/** A number whose digits come to rest from the left, at the beginning of its reveal. */
function rolled(text: string, leftMs: number): string {
  const done = (revealMs - leftMs) / rollMs;
  if (isStill.matches || done >= 1) return text;
  const atRest = Math.floor(done * text.length);
  const roll = () => String(Math.floor(Math.random() * 10));
  return text.slice(0, atRest) + text.slice(atRest).replace(/\d/g, roll);
}

/** What a screen is made of beside its changing texts: when it changes, the screen is built anew. */
function shapeOf(state: PageState): string {
  const { place, line } = state;
  return [
    screenOf(state),
    state.ahead === 0,
    state.entering,
    place?.lapsed,
    place?.lane,
    state.mustVerify,
    place?.number === null && isFrozen(state),
    line?.draw.state,
    line?.draw.trust,
    line?.draw.seal,
  ].join();
}

let drawn = '';
let rolling = 0;

/** Draws the state: a screen once, then only the texts in it. */
export function draw(state: PageState, actions: Actions): void {
  const screen = screenOf(state);
  const stage = byId('stage');
  if (drawn !== shapeOf(state)) {
    drawn = shapeOf(state);
    document.body.dataset['screen'] = screen;
    const hadFocus = stage.contains(document.activeElement);
    stage.replaceChildren(...builders[screen](state, actions));
    // Whoever works by keyboard is not thrown back to the top.
    if (hadFocus) stage.querySelector<HTMLElement>('.actions > *')?.focus();
  }
  writeTexts(stage, textsOf(state));
  drawBar(state, stage);
  drawNotice(state, screen);
  drawOutlook(state, screen);
  drawTools(screen, actions);
  drawPresale(state, screen);
  drawStock(state, screen);
  drawFoot(state, screen);
  document.title = titleOf(state, screen);
  cancelAnimationFrame(rolling);
  if (screen === 'drawn' && state.revealUntilMs - serverNow(state) > revealMs - rollMs)
    rolling = requestAnimationFrame(() => draw(state, actions));
}

/** What to know while one waits, and the ways out: for five minutes, or for good. */
function drawFoot(state: PageState, screen: Screen): void {
  byId('foot').hidden = !['lobby', 'drawn', 'waiting', 'snoozing', 'turn'].includes(screen);
  byId('keep').hidden = screen === 'turn' || screen === 'snoozing';
  const snooze = byId('snooze') as HTMLButtonElement;
  snooze.hidden = !['waiting', 'turn'].includes(screen) || state.entering !== 'no';
  snooze.disabled = state.snoozeUsed;
  setText(snooze, t(state.snoozeUsed ? 'snooze.used' : 'snooze.action'));
}

function writeTexts(stage: HTMLElement, texts: Record<string, string>): void {
  for (const element of stage.querySelectorAll<HTMLElement>('[data-bind]')) {
    const text = texts[element.dataset['bind']!] ?? '';
    setText(element, text);
    if (element.className === 'digits') element.dataset['length'] = String(text.length);
  }
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
  const waits = ['lobby', 'drawn', 'waiting', 'snoozing', 'turn', 'before'].includes(screen);
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

/** What the stock says to somebody this far back: in so many words, and never before it is known. */
function drawOutlook(state: PageState, screen: Screen): void {
  const outlook = screen === 'waiting' ? stockOutlook(state) : null;
  const section = byId('outlook');
  section.hidden = outlook === null;
  if (!outlook) return;
  const left = state.stock.reduce((sum, grade) => sum + grade.left, 0);
  setText(byId('outlook-title'), t(`outlook.${outlook}`));
  const facts = { ahead: count(state.ahead ?? 0), left: count(left) };
  setText(byId('outlook-body'), t(`outlook.${outlook}Body`, facts));
}

function drawStock({ stock }: PageState, screen: Screen): void {
  const section = byId('stock');
  section.hidden =
    stock.length === 0 || !['waiting', 'drawn', 'lobby', 'snoozing'].includes(screen);
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

function titleOf(state: PageState, screen: Screen): string {
  const { ahead, place } = state;
  if (screen === 'turn' && place?.invitedUntil)
    return t('turn.tab', { seconds: secondsUntil(state, place.invitedUntil) });
  if (screen === 'lobby' && state.line)
    return `${formatLeft(Date.parse(state.line.opensAt) - serverNow(state), locale)} · ${t('title')}`;
  if (screen === 'waiting' && ahead)
    return `${count(ahead)}${locale === 'ko' ? '' : ' '}${t(ahead === 1 ? 'peopleOne' : 'people')} · ${t('title')}`;
  return `${t('title')} · Openrun`;
}
