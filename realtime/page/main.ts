import type { PlaceView } from '@/server/waiting-room/waiting-room.schema';
import { announce } from './announce';
import * as api from './api';
import { showConcert } from './concert';
import { byId } from './dom';
import { untilDoor } from './door';
import { askPlace, closeStream, type Heard, isLive, openStream } from './live';
import { recountEveryMs } from './position';
import { wirePresale } from './presale';
import { askToNotify, callOut, hush, keepAwake, toggleSound } from './signals';
import {
  mayBeRenewed,
  screenOf,
  secondsUntil,
  startState,
  takeLine,
  takePlace,
  takeTick,
} from './state';
import { tellOtherTabs, whenOtherTabOpens } from './tabs';
import { type Actions, draw, seatsPath } from './view';

const state = startState();
/** Whoever is called this soon after coming walks straight in; whoever has waited for longer is asked. */
const straightInMs = 20_000;
/** A stream that says nothing for so long is not to be trusted. */
const silentMs = 8_000;
/** How often a page that is not the live one looks: well inside the grace of presence and the time of a turn. */
const quietEveryMs = 25_000;
/** Set while this person is out of the line, so that a reload does not put them back in. */
const outKey = `openrun.out.${api.scheduleId}`;

let cameAt = Date.now();
let heardAt = Date.now();
let isGoing = false;
let timer: ReturnType<typeof setTimeout>;

const jitter = (ms: number) => ms * (0.75 + Math.random() / 2);

const actions: Actions = {
  join: () => void join(),
  enter: () => void enter(),
  wake: () => void changePlace(api.wake),
  watchHere: () => void watchHere(),
  sound() {
    toggleSound();
    show();
  },
  notify: () => void askToNotify().then(show),
};

let wasTurn = false;

function show(): void {
  draw(state, actions);
  announce(state);
  const isTurn = screenOf(state) === 'turn' && state.entering === 'no';
  if (isTurn !== wasTurn) (isTurn ? callOut : hush)();
  wasTurn = isTurn;
}

/** Runs `work` after a while, in place of whatever was to run next. */
function later(ms: number, work: () => Promise<void>): void {
  clearTimeout(timer);
  timer = setTimeout(() => void work(), ms);
}

async function join(): Promise<void> {
  sessionStorage.removeItem(outKey);
  cameAt = Date.now();
  await ask(() => api.join(), join);
}

const refresh = (): Promise<void> => ask(api.findPlace, refresh);

/** Asks for the place, shows it, and goes on from there; what failed is tried again. */
async function ask(call: () => Promise<PlaceView>, again: () => Promise<void>): Promise<void> {
  try {
    gotPlace(await call());
  } catch (error) {
    if (!(error instanceof api.CallFailed)) throw error;
    await refused(error, again);
  }
  show();
}

function gotPlace(place: PlaceView): void {
  if (state.elsewhere) return;
  state.away = null;
  heardAt = Date.now();
  takePlace(state, place);
  api.keepToken(place);
  if (place.state === 'inside') return goInside(place);
  if (place.state === 'waiting' || place.state === 'invited') {
    void openStream(heard);
    later(pollDelay(), resync);
    if (place.state === 'invited' && Date.now() - cameAt < straightInMs && !document.hidden)
      void enter();
    return;
  }
  sessionStorage.setItem(outKey, '1');
  stop();
}

function stop(): void {
  closeStream();
  clearTimeout(timer);
}

async function refused(error: api.CallFailed, again: () => Promise<void>): Promise<void> {
  if (error.status === 0 || error.status >= 500 || error.status === 429) {
    // An answer of 503 is the site's own: it is there, and the line behind it is not.
    if (error.status === 503) state.away = 'line';
    else if (error.status !== 429) state.away = navigator.onLine ? 'server' : 'offline';
    return later(jitter(Math.max(error.retryAfterMs, 2_000)), again);
  }
  state.away = null;
  if (error.code === 'no_place') return later(0, join);
  // Work that came too late: there is new work to ask for.
  if (error.code.startsWith('proof_')) return later(jitter(1_500), join);
  state.refused = error.code;
  state.mustVerify = error.facts['mustVerify'] === true;
  if (error.code === 'line_full') return later(jitter(5_000), join);
  if (error.code !== 'lobby_not_open') return;
  takeLine(state, await api.findLine());
  const wait = secondsUntil(state, state.line!.lobbyOpensAt) * 1_000;
  later(Math.min(wait, 600_000) + Math.random() * 1_500, join);
}

async function enter(): Promise<void> {
  if (state.entering === 'asked') return;
  state.entering = 'asked';
  show();
  try {
    gotPlace(await api.enter());
  } catch (error) {
    if (!(error instanceof api.CallFailed)) throw error;
    const isOurs = error.facts['reason'] !== undefined || error.status === 0 || error.status >= 500;
    state.entering = isOurs ? 'busy' : 'no';
    if (isOurs) later(retryMs(error), enter);
    else await refresh();
  }
  show();
}

function retryMs({ facts, retryAfterMs }: api.CallFailed): number {
  const toldMs = Number(facts['retryAfterMs'] ?? retryAfterMs);
  return toldMs > 0 ? untilDoor(toldMs, Math.random) : jitter(1_000);
}

/** Snoozes or wakes; what was refused is shown as the place that it is. */
async function changePlace(call: () => Promise<PlaceView>): Promise<void> {
  try {
    gotPlace(await call());
  } catch (error) {
    if (!(error instanceof api.CallFailed)) throw error;
    state.snoozeUsed ||= error.code === 'snooze_used';
    await refresh();
  }
  show();
}

/** The stream and the entry's answer may both say so: to go twice would break off the first going. */
function goInside({ pass }: PlaceView): void {
  stop();
  sessionStorage.setItem(`openrun.pass.${api.scheduleId}`, JSON.stringify(pass));
  if (isGoing) return;
  isGoing = true;
  location.replace(seatsPath);
}

/** How long until the next look: seldom while the stream tells, else by how far back this person is. */
function pollDelay(): number {
  const isDrawing = state.place?.number === null && state.line?.phase === 'open';
  if (isDrawing) return jitter(1_500);
  if (isLive()) return jitter(recountEveryMs(state.line?.waiting ?? 0));
  const { ahead } = state;
  const near = ahead === null || ahead < 100 ? 3_000 : ahead < 1_000 ? 8_000 : 15_000;
  return jitter(document.hidden ? near * 3 : near);
}

/** Over the stream when there is one, else over HTTP. */
async function resync(): Promise<void> {
  if (state.elsewhere) return;
  if (!isLive()) return refresh();
  later(pollDelay(), resync);
  const place = await askPlace();
  if (!place) return refresh();
  gotPlace(place);
  show();
}

const heard: Heard = {
  watched({ line, place, stock }) {
    state.away = null;
    state.stock = stock;
    if (place) gotPlace(place);
    else later(0, refresh); // a place that the line lost comes back by its token
    takeLine(state, line);
    show();
  },
  lost: () => later(jitter(1_500), resync),
  tick(tick) {
    heardAt = Date.now();
    if (mayBeRenewed(state)) later(Math.random() * 1_000, resync);
    state.away = null;
    takeTick(state, tick);
    show();
  },
  fault() {
    heardAt = Date.now();
    state.away = 'line';
    show();
  },
  line(line) {
    takeLine(state, line);
    // The draw gave everybody a number: the crowd asks for its own over a second and a half.
    if (line.phase === 'open' && state.place?.number === null) later(Math.random() * 1_500, resync);
    show();
  },
  place(place) {
    gotPlace(place);
    show();
  },
  stock(stock) {
    state.stock = stock;
    show();
  },
  elsewhere: yieldTo,
  // Many were forgotten at once: they bring their tokens over a second.
  forgotten: () => later(Math.random() * 1_000, refresh),
};

/** Another tab or device of this person is live now: this one falls silent, and looks now and then. */
function yieldTo(): void {
  const isInLine = state.place?.state === 'waiting' || state.place?.state === 'invited';
  if (isGoing || !isInLine) return;
  state.elsewhere = true;
  stop();
  later(jitter(quietEveryMs), lookQuietly);
  show();
}

/** Who closed the live page is still here, and must not miss the turn. */
async function lookQuietly(): Promise<void> {
  const place = await api.findPlace().catch(() => null);
  if (!state.elsewhere) return;
  if (!place || place.state === 'waiting') return later(jitter(quietEveryMs), lookQuietly);
  if (place.state !== 'invited') return; // what became of it stands on the live page
  state.elsewhere = false;
  gotPlace(place);
  show();
}

async function watchHere(): Promise<void> {
  state.elsewhere = false;
  tellOtherTabs();
  await refresh();
}

function wireButtons(): void {
  const dialog = byId('leave-dialog') as HTMLDialogElement;
  byId('snooze').addEventListener('click', () => void changePlace(api.snooze));
  byId('leave').addEventListener('click', () => dialog.showModal());
  dialog.addEventListener('close', () => {
    if (dialog.returnValue === 'leave') void leave();
  });
  byId('locale').addEventListener('click', () => {
    const other = document.documentElement.lang === 'ko' ? 'en' : 'ko';
    document.cookie = `locale=${other};path=/;max-age=31536000;samesite=lax`;
    location.reload();
  });
}

async function leave(): Promise<void> {
  await api.leave().catch(() => undefined);
  await refresh();
}

function beat(): void {
  show();
  const isSilent = isLive() && Date.now() - heardAt > silentMs;
  if (!isSilent || document.hidden) return;
  heardAt = Date.now();
  later(0, refresh);
}

wireButtons();
wirePresale(async (code) => {
  gotPlace(await api.join(code));
  later(0, resync); // the stream follows into the lane
  show();
});
whenOtherTabOpens(yieldTo);
tellOtherTabs();
setInterval(beat, 1_000);
// Coming back to the page, from another tab, sleep or the network's absence: look at once.
document.addEventListener('visibilitychange', () => {
  if (document.hidden) return;
  hush();
  void keepAwake();
  if (screenOf(state) !== 'loading' && state.place) later(0, resync);
  // Back from the mail with the link, perhaps.
  else if (state.mustVerify || screenOf(state) === 'unverified') later(0, join);
});
addEventListener('online', () => later(0, state.place ? resync : join));
addEventListener('offline', () => {
  state.away = 'offline';
  show();
});
addEventListener('pageshow', (event) => {
  if (event.persisted) location.reload();
});
void (sessionStorage.getItem(outKey) ? refresh() : join());
void showConcert();
