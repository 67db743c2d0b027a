import { io, type Socket } from 'socket.io-client';
import type { Answer, QueuePlace, QueueTick, QueueWatched, Stock } from '@/realtime/protocol';
import type { LineView, PlaceView } from '@/server/waiting-room/waiting-room.schema';
import { announce } from './announce';
import * as api from './api';
import { showConcert } from './concert';
import { byId } from './dom';
import { screenOf, secondsUntil, startState, takeLine, takePlace, takeTick } from './state';
import { draw, seatsPath } from './view';

const state = startState();
/** Whoever is called this soon after coming walks straight in; whoever has waited for longer is asked. */
const straightInMs = 20_000;
const resyncEveryMs = 60_000;
/** Set while this person is out of the line, so that a reload does not put them back in. */
const outKey = `openrun.out.${api.scheduleId}`;

let cameAt = Date.now();
let socket: Socket | null = null;
let isGoing = false;
let timer: ReturnType<typeof setTimeout>;

const jitter = (ms: number) => ms * (0.75 + Math.random() / 2);

function show(): void {
  draw(state, { join: () => void join(), enter: () => void enter(), leave: () => void 0 });
  announce(state);
}

/** Runs `work` after a while, in place of whatever was to run next. */
function later(ms: number, work: () => Promise<void>): void {
  clearTimeout(timer);
  timer = setTimeout(() => void work(), ms);
}

async function join(): Promise<void> {
  sessionStorage.removeItem(outKey);
  cameAt = Date.now();
  await ask(api.join, join);
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
  state.away = null;
  takePlace(state, place);
  if (place.state === 'inside') return goInside(place);
  if (place.state === 'waiting' || place.state === 'invited') {
    connect();
    later(pollDelay(), resync);
    if (place.state === 'invited' && Date.now() - cameAt < straightInMs && !document.hidden)
      void enter();
    return;
  }
  sessionStorage.setItem(outKey, '1');
  socket?.disconnect();
  socket = null;
  clearTimeout(timer);
}

async function refused(error: api.CallFailed, again: () => Promise<void>): Promise<void> {
  if (error.status === 0 || error.status >= 500 || error.status === 429) {
    if (error.status !== 429) state.away = navigator.onLine ? 'server' : 'offline';
    return later(jitter(Math.max(error.retryAfterMs, 2_000)), again);
  }
  state.away = null;
  if (error.code === 'no_place') return later(0, join);
  state.refused = error.code;
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
    if (isOurs) later(jitter(Math.max(error.retryAfterMs, 1_000)), enter);
    else await refresh();
  }
  show();
}

/** The socket and the entry's answer may both say so: to go twice would break off the first going. */
function goInside({ pass }: PlaceView): void {
  clearTimeout(timer);
  socket?.disconnect();
  sessionStorage.setItem(`openrun.pass.${api.scheduleId}`, JSON.stringify(pass));
  if (isGoing) return;
  isGoing = true;
  location.replace(seatsPath);
}

/** How long until the next look: rarely while the socket tells, else by how far back this person is. */
function pollDelay(): number {
  const isDrawing = state.place?.number === null && state.line?.phase === 'open';
  if (isDrawing) return jitter(1_500);
  if (socket?.connected) return jitter(resyncEveryMs);
  const { ahead } = state;
  const near = ahead === null || ahead < 100 ? 3_000 : ahead < 1_000 ? 8_000 : 15_000;
  return jitter(document.hidden ? near * 3 : near);
}

/** Over the socket when there is one, else over HTTP. */
async function resync(): Promise<void> {
  if (!socket?.connected) return refresh();
  later(pollDelay(), resync);
  socket.emit('place', {}, (answer: Answer<PlaceView>) => {
    if (answer.ok) gotPlace(answer.data);
    show();
  });
}

function connect(): void {
  if (socket) return;
  socket = io(`${api.realtimeUrl}/queue`, {
    transports: ['websocket'],
    withCredentials: true,
    reconnectionDelay: 1_000,
    reconnectionDelayMax: 8_000,
    randomizationFactor: 0.8,
  });
  socket.on('connect', watch);
  socket.on('disconnect', () => later(jitter(1_500), resync));
  socket.on('tick', (tick: QueueTick) => {
    state.away = null;
    takeTick(state, tick);
    show();
  });
  socket.on('line', (line: LineView) => {
    takeLine(state, line);
    // The draw gave everybody a number: the crowd asks for its own over a second and a half.
    if (line.phase === 'open' && state.place?.number === null) later(Math.random() * 1_500, resync);
    show();
  });
  socket.on('place', ({ place }: QueuePlace) => {
    gotPlace(place);
    show();
  });
  socket.on('stock', (stock: Stock) => {
    state.stock = stock;
    show();
  });
}

function watch(): void {
  socket?.emit('watch', { scheduleId: api.scheduleId }, (answer: Answer<QueueWatched>) => {
    if (!answer.ok) return;
    state.away = null;
    state.stock = answer.data.stock;
    takeLine(state, answer.data.line);
    if (answer.data.place) gotPlace(answer.data.place);
    show();
  });
}

function wireButtons(): void {
  const dialog = byId('leave-dialog') as HTMLDialogElement;
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

wireButtons();
setInterval(show, 1_000);
// Coming back to the page, from another tab, sleep or the network's absence: look at once.
document.addEventListener('visibilitychange', () => {
  if (!document.hidden && screenOf(state) !== 'loading' && state.place) later(0, resync);
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
