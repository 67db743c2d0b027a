import { byId, setText } from './dom';
import { numbersOf } from './number';
import { type PageState, type Screen, screenOf, secondsUntil } from './state';
import { t } from './texts';

const positionEveryMs = 30_000;

let lastScreen: Screen | null = null;
let lastAhead: number | null = null;
let lastNews = '';
let saidAt = 0;
let wasAway = false;

/**
 * Tells screen readers what changed: a screen and a piece of news at once, the position now and then, and never what has
 * not changed.
 */
export function announce(state: PageState): void {
  const screen = screenOf(state);
  const isBack = wasAway && !state.away;
  wasAway = state.away !== null;
  const news = readNews();
  const isNews = news !== lastNews;
  lastNews = news;
  if (isBack) say(t('say.back'));
  if (screen !== lastScreen) {
    lastScreen = screen;
    saidSeconds = Infinity;
    saidPosition(state);
    say(sentenceOf(state, screen));
  } else if (screen === 'turn') {
    sayTurnLeft(state);
  } else if (screen === 'waiting' && isNews && news !== '') {
    say(news);
  } else if (screen === 'waiting' && Date.now() - saidAt > positionEveryMs) {
    if (state.ahead !== lastAhead) say(t('say.ahead', { count: state.ahead ?? 0 }));
    saidPosition(state);
  }
}

function saidPosition({ ahead }: PageState): void {
  saidAt = Date.now();
  lastAhead = ahead;
}

/** What is said once when it comes: why the wait is longer, and that one may stop waiting. No figures: they tick. */
function readNews(): string {
  const reason = byId('stage').querySelector('.aside')?.textContent ?? '';
  const outlook = byId('outlook').hidden ? '' : byId('outlook-title').textContent;
  return [reason, outlook].filter(Boolean).join('. ');
}

function sentenceOf({ place, ahead }: PageState, screen: Screen): string {
  if (screen === 'turn') return t('say.turn');
  if (screen === 'drawn')
    return t(place!.lane === 'presale' ? 'presale.say' : 'say.drawn', {
      ...numbersOf(place!),
      count: ahead ?? 0,
    });
  return readStage();
}

/** Said once each while a turn runs out: enough to act on, and no ticking clock. */
const turnSecondsSaid = [30, 20, 10];
let saidSeconds = Infinity;

function sayTurnLeft(state: PageState): void {
  const { invitedUntil } = state.place!;
  if (!invitedUntil || state.entering !== 'no') return;
  const left = secondsUntil(state, invitedUntil);
  const due = turnSecondsSaid.find((seconds) => left <= seconds && left > seconds - 5);
  if (!due || due >= saidSeconds) return;
  saidSeconds = due;
  say(t('say.turnLeft', { seconds: left }));
}

/** The screen's sentences, one after the other; its buttons and links speak for themselves. */
const readStage = (): string =>
  Array.from(byId('stage').querySelectorAll('h1, .figure, .lead, .aside, .body'))
    .map(({ textContent }) => textContent)
    .filter(Boolean)
    .join('. ');

const say = (text: string): void => setText(byId('say'), text);
