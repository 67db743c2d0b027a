import { byId, setText } from './dom';
import { type PageState, type Screen, screenOf } from './state';
import { count, t } from './texts';

const positionEveryMs = 30_000;

let lastScreen: Screen | null = null;
let lastAhead: number | null = null;
let saidAt = 0;
let wasAway = false;

/** Tells screen readers what changed: a screen at once, the position now and then, and never what has not changed. */
export function announce(state: PageState): void {
  const screen = screenOf(state);
  const isBack = wasAway && !state.away;
  wasAway = state.away !== null;
  if (isBack) say(t('say.back'));
  if (screen !== lastScreen) {
    lastScreen = screen;
    saidAt = Date.now();
    lastAhead = state.ahead;
    say(screen === 'turn' ? t('say.turn') : readStage());
  } else if (screen === 'waiting' && Date.now() - saidAt > positionEveryMs) {
    saidAt = Date.now();
    if (state.ahead !== lastAhead) say(t('say.ahead', { count: count(state.ahead ?? 0) }));
    lastAhead = state.ahead;
  }
}

/** The screen's sentences, one after the other. */
const readStage = (): string =>
  Array.from(byId('stage').children, ({ textContent }) => textContent)
    .filter(Boolean)
    .join('. ');

const say = (text: string): void => setText(byId('say'), text);
