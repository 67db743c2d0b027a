'use client';

import { useEffect, useRef, useState } from 'react';

const everyMs = 1_000;
const kept = 120;

/** A value over the last two minutes of looking at it, second by second. */
export function useTrail(value: number): number[] {
  const latest = useRef(value);
  const [trail, setTrail] = useState([value]);
  useEffect(() => {
    latest.current = value;
  }, [value]);
  useEffect(() => {
    const timer = setInterval(
      () => setTrail((before) => [...before, latest.current].slice(-kept)),
      everyMs,
    );
    return () => clearInterval(timer);
  }, []);
  return trail;
}
