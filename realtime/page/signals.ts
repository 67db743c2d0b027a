import { scheduleId } from './api';
import { turnWorkerPath } from './paths';
import { t } from './texts';

/**
 * How a turn makes itself heard when nobody looks: a sound, a notification, a buzz, a screen that stays on. Each is
 * asked for by a button and never by itself.
 */
let audio: AudioContext | null = null;
let ringing: OscillatorNode[] = [];
let wakeLock: WakeLockSentinel | null = null;

export const canSound = (): boolean => 'AudioContext' in window;
export const isSoundOn = (): boolean => audio !== null;

/** Switches the sound; switched on, it is heard once, so that a muted device is found out in time. */
export function toggleSound(): void {
  if (audio) {
    hush();
    void audio.close();
    audio = null;
    void wakeLock?.release();
    wakeLock = null;
    return;
  }
  audio = new AudioContext();
  chime(audio, 0);
  void keepAwake();
}

/** A screen that sleeps takes the sound with it. The browser lets go of the lock when the page is hidden. */
export async function keepAwake(): Promise<void> {
  if (!audio || document.hidden) return;
  wakeLock = (await navigator.wakeLock?.request('screen').catch(() => null)) ?? null;
}

/** E, B, E: a doorbell of three soft notes. */
const notes = [659.26, 987.77, 1318.51];
const noteSeconds = 0.18;

function chime(context: AudioContext, inSeconds: number): void {
  notes.forEach((frequency, index) => {
    const at = context.currentTime + inSeconds + index * noteSeconds;
    const tone = new OscillatorNode(context, { type: 'sine', frequency });
    const volume = new GainNode(context, { gain: 0 });
    volume.gain.setValueAtTime(0, at);
    volume.gain.linearRampToValueAtTime(0.3, at + 0.02);
    volume.gain.exponentialRampToValueAtTime(0.001, at + 0.9);
    tone.connect(volume).connect(context.destination);
    tone.start(at);
    tone.stop(at + 1);
    ringing.push(tone);
  });
}

/** Rings at once and a few times after. All on the audio clock: timers of a hidden tab sleep. */
const rings = [0, 5, 10, 20, 30, 40];

let shown: Notification | null = null;

/** It is this person's turn. */
export function callOut(): void {
  if (audio) {
    void audio.resume();
    for (const seconds of document.hidden ? rings : [0]) chime(audio, seconds);
    navigator.vibrate?.([200, 100, 200, 100, 400]);
  }
  void notify();
}

/** The person is here, or the turn is over. */
export function hush(): void {
  for (const tone of ringing) tone.disconnect();
  ringing = [];
  navigator.vibrate?.(0);
  shown?.close();
  shown = null;
}

export type NotifyState = 'ask' | 'on' | 'blocked' | 'none';

export function notifyState(): NotifyState {
  if (!('Notification' in window)) return 'none';
  const { permission } = Notification;
  return permission === 'granted' ? 'on' : permission === 'denied' ? 'blocked' : 'ask';
}

export async function askToNotify(): Promise<void> {
  await Notification.requestPermission();
  if (notifyState() === 'on') void startWorker();
}

/** Once the person wants notifications: a phone must have its worker before the turn comes. Null where there is none. */
const startWorker = async (): Promise<ServiceWorkerRegistration | null> =>
  (await navigator.serviceWorker?.register(turnWorkerPath).catch(() => null)) ?? null;

async function notify(): Promise<void> {
  if (notifyState() !== 'on' || !document.hidden) return;
  const title = `${t('turn.eyebrow')} · Openrun`;
  const options = { body: t('turn.notice'), tag: scheduleId, requireInteraction: true };
  try {
    shown = new Notification(title, options);
    shown.addEventListener('click', () => window.focus());
  } catch {
    await notifyByWorker(title, options).catch(() => undefined);
  }
}

/** Phones show notifications through a service worker only, and do not let a page make one. */
async function notifyByWorker(title: string, options: NotificationOptions): Promise<void> {
  if (!(await startWorker())) return;
  const worker = await navigator.serviceWorker.ready;
  if (!document.hidden) return; // here meanwhile
  await worker.showNotification(title, options);
  [shown = null] = await worker.getNotifications({ tag: options.tag });
}
