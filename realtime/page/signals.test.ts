import { setImmediate } from 'node:timers/promises';
import { beforeEach, expect, test, vi } from 'vitest';
import { lendDocument } from './testing';

/** What a device was made to do: when each note sounds, on the clock of the audio. */
let notes: number[];
let silenced: number;
let buzzes: unknown[];
let locks: string[];

class Tone {
  connect = <T>(to: T) => to;
  start = (at: number) => notes.push(Math.round((at - 100) * 100) / 100);
  stop = () => undefined;
  disconnect = () => (silenced += 1);
}

class Volume {
  gain = {
    ...{ setValueAtTime: () => 0, linearRampToValueAtTime: () => 0 },
    exponentialRampToValueAtTime: () => 0,
  };
  connect = () => undefined;
}

class Audio {
  currentTime = 100;
  resume = async () => undefined;
  close = async () => undefined;
}

/** A device that can sound, buzz and stay awake, looked at or not. */
async function aDevice() {
  lendDocument('ko');
  const lock = { release: async () => locks.push('released') };
  const request = async () => {
    locks.push('awake');
    return lock;
  };
  vi.stubGlobal('AudioContext', Audio);
  vi.stubGlobal('OscillatorNode', Tone);
  vi.stubGlobal('GainNode', Volume);
  vi.stubGlobal('navigator', { wakeLock: { request }, vibrate: (it: unknown) => buzzes.push(it) });
  Object.assign(document, { hidden: false });
  const lookAway = () => Object.assign(document, { hidden: true });
  return { ...(await import('./signals')), lookAway };
}

const chime = [0, 0.18, 0.36];

beforeEach(() => {
  [notes, silenced, buzzes, locks] = [[], 0, [], []];
  return () => void vi.unstubAllGlobals();
});

test('a turn makes no sound that nobody asked for', async () => {
  const { callOut, lookAway } = await aDevice();
  callOut();
  lookAway();
  callOut();
  expect([notes, buzzes]).toEqual([[], []]);
});

test('the sound is heard when it is switched on, and keeps the screen awake until it is switched off', async () => {
  const { toggleSound, isSoundOn, callOut } = await aDevice();
  toggleSound();
  expect(isSoundOn()).toBe(true);
  expect(notes).toEqual(chime);
  await setImmediate();
  expect(locks).toEqual(['awake']);
  toggleSound();
  expect(isSoundOn()).toBe(false);
  expect(locks).toEqual(['awake', 'released']);
  notes = [];
  callOut();
  expect(notes).toEqual([]);
});

test('a turn rings once for who looks, and for who looks away six times within the minute, until they come', async () => {
  const { toggleSound, callOut, hush, lookAway } = await aDevice();
  toggleSound();
  notes = [];
  callOut();
  expect(notes).toEqual(chime);
  expect(buzzes).toHaveLength(1);
  hush();
  [notes, silenced] = [[], 0];
  lookAway();
  callOut();
  const firsts = notes.filter((_, index) => index % chime.length === 0);
  expect(firsts).toEqual([0, 5, 10, 20, 30, 40]);
  hush();
  expect(silenced).toBe(notes.length);
  expect(buzzes.at(-1)).toBe(0);
});
