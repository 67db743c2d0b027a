'use client';

import { type PointerEvent, useEffect, useRef } from 'react';
import { cn } from '@/components/ui/cn';
import type { SeatMapEngine, View } from './engine/engine';

/** The whole venue in a corner with a frame around what is seen; drag it to go elsewhere. Shown once zoomed in. */
export function MiniMap({ engine, label }: { engine: SeatMapEngine; label: string }) {
  const box = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const frame = useRef<HTMLDivElement>(null);
  const shown = useRef<View>(null);
  useEffect(
    () =>
      engine.watch((view) => {
        if (!box.current || !canvas.current || !frame.current) return;
        if (view.picture !== shown.current?.picture) copyPicture(canvas.current, view.picture);
        shown.current = view;
        box.current.style.visibility = view.zoomed ? 'visible' : 'hidden';
        placeFrame(frame.current, canvas.current, view);
      }),
    [engine],
  );
  const go = (event: PointerEvent<HTMLDivElement>) => {
    const view = shown.current;
    if (event.buttons === 0 || !view) return;
    const { left, top, width, height } = event.currentTarget.getBoundingClientRect();
    engine.centreOn({
      x: ((event.clientX - left) / width) * view.plane.right,
      y: ((event.clientY - top) / height) * view.plane.bottom,
    });
  };
  return (
    <div
      ref={box}
      role="img"
      aria-label={label}
      onPointerDown={go}
      onPointerMove={go}
      className={cn(
        'invisible absolute top-3 left-3 w-24 cursor-crosshair touch-none overflow-hidden',
        'rounded-md border border-line bg-surface md:w-40',
      )}
    >
      <canvas ref={canvas} className="block w-full" />
      <div ref={frame} className="absolute top-0 left-0 border-2 border-ink" />
    </div>
  );
}

function copyPicture(canvas: HTMLCanvasElement, picture: OffscreenCanvas): void {
  const width = 320;
  canvas.width = width;
  canvas.height = Math.round((width * picture.height) / picture.width);
  const context = canvas.getContext('2d', { alpha: false });
  if (!context) return;
  context.imageSmoothingQuality = 'high';
  context.drawImage(picture, 0, 0, canvas.width, canvas.height);
}

function placeFrame(frame: HTMLElement, canvas: HTMLCanvasElement, { box, plane }: View): void {
  const scale = canvas.clientWidth / plane.right;
  const left = Math.max(0, box.left * scale);
  const top = Math.max(0, box.top * scale);
  const right = Math.min(canvas.clientWidth, box.right * scale);
  const bottom = Math.min(canvas.clientHeight, box.bottom * scale);
  frame.style.transform = `translate(${left}px, ${top}px)`;
  frame.style.width = `${Math.max(6, right - left)}px`;
  frame.style.height = `${Math.max(6, bottom - top)}px`;
}
