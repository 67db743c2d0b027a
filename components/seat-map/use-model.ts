'use client';

import { useEffect, useState } from 'react';
import type { SeatModel } from './engine/model';

/** How often words about seats follow the seats: the canvas is at once, counts need not be. */
const refreshMs = 250;

/** Renders again, at most four times a second, after seats have changed. */
export function useModelVersion(model: SeatModel): number {
  const [version, setVersion] = useState(0);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const off = model.subscribe(() => {
      timer ??= setTimeout(() => {
        timer = undefined;
        setVersion((known) => known + 1);
      }, refreshMs);
    });
    return () => {
      off();
      clearTimeout(timer);
    };
  }, [model]);
  return version;
}
