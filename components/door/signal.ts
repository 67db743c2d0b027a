import type { Tone } from './outcome';

/** Tones in Hz, each 120 ms: two that rise, one that stays, one that falls. */
const melodies: Record<Tone, number[]> = {
  good: [880, 1320],
  warn: [660, 660],
  bad: [330, 220],
  fault: [440],
};

/** Milliseconds on, off, on, … */
const rhythms: Record<Tone, number[]> = {
  good: [60],
  warn: [120, 80, 120],
  bad: [400],
  fault: [60, 60, 60],
};

const noteSeconds = 0.12;
let context: AudioContext | undefined;

/** Tells by ear and hand, for eyes that are on the next person. */
export function signal(tone: Tone): void {
  navigator.vibrate?.(rhythms[tone]);
  if (!('AudioContext' in window)) return;
  context ??= new AudioContext();
  void context.resume().catch(() => undefined);
  const start = context.currentTime;
  for (const [i, frequency] of melodies[tone].entries()) {
    play(context, frequency, start + i * noteSeconds);
  }
}

function play(audio: AudioContext, frequency: number, at: number): void {
  const oscillator = audio.createOscillator();
  const gain = audio.createGain();
  oscillator.frequency.value = frequency;
  gain.gain.setValueAtTime(0.2, at);
  gain.gain.exponentialRampToValueAtTime(0.001, at + noteSeconds);
  oscillator.connect(gain).connect(audio.destination);
  oscillator.start(at);
  oscillator.stop(at + noteSeconds);
}
