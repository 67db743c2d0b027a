'use client';

import { useCallback, useEffect, useRef, useState } from 'react';
import { makeCodeReader } from './code-reader';

export type CameraState = 'off' | 'starting' | 'on' | 'refused' | 'missing';

/** How often a frame is looked at: quicker than a hand, slow enough for a phone's battery. */
const lookEveryMs = 150;

/** The camera at the back of the phone, and every code it sees, as often as it sees it. */
export function useCamera(onCode: (code: string) => void) {
  const video = useRef<HTMLVideoElement>(null);
  const [state, setState] = useState<CameraState>('off');
  const handler = useRef(onCode);
  useEffect(() => {
    handler.current = onCode;
  });
  const seen = useCallback((code: string) => handler.current(code), []);
  const isWanted = state === 'starting' || state === 'on';
  useEffect(() => {
    const element = video.current;
    if (!isWanted || !element) return;
    const stop = new AbortController();
    void watch(element, seen, setState, stop.signal);
    return () => stop.abort();
  }, [isWanted, seen]);
  return { video, state, want: (wanted: boolean) => setState(wanted ? 'starting' : 'off') };
}

async function watch(
  video: HTMLVideoElement,
  seen: (code: string) => void,
  tell: (state: CameraState) => void,
  stop: AbortSignal,
): Promise<void> {
  const stream = await openCamera().catch((error: unknown) => {
    const isRefused = error instanceof DOMException && error.name === 'NotAllowedError';
    if (!stop.aborted) tell(isRefused ? 'refused' : 'missing');
  });
  if (!stream) return;
  const close = () => stream.getTracks().forEach((track) => track.stop());
  if (stop.aborted) return close();
  stop.addEventListener('abort', close);
  video.srcObject = stream;
  await video.play().catch(() => undefined);
  tell('on');
  const read = await makeCodeReader();
  while (!stop.aborted) {
    const code = await read(video).catch(() => null);
    if (code && !stop.aborted) seen(code);
    await new Promise((next) => setTimeout(next, lookEveryMs));
  }
}

function openCamera(): Promise<MediaStream> {
  // Absent where the page is not secure; then there is no camera to speak of.
  const devices = navigator.mediaDevices as MediaDevices | undefined;
  if (!devices) return Promise.reject(new Error('no camera'));
  return devices.getUserMedia({ video: { facingMode: 'environment', width: { ideal: 1280 } } });
}
