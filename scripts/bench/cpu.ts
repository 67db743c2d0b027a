import { readdirSync, readFileSync } from 'node:fs';

/** Linux counts in hundredths of a second. */
const ticksPerSecond = 100;

/** Fields of /proc/<pid>/stat from the state on, which is the third. */
function statOf(pid: string): string[] | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    return null; // it has just ended
  }
}

/** Seconds of CPU that a service took so far, with its children: each backend of Postgres is one. */
export function cpuSecondsOf({ pid }: { pid: number }): number {
  const session = String(pid);
  let ticks = 0;
  for (const name of readdirSync('/proc')) {
    const stat = /^\d+$/.test(name) && statOf(name);
    if (!stat || (stat[3] !== session && stat[1] !== session)) continue;
    // Its own time, and that of its children that have ended.
    for (const field of [11, 12, 13, 14]) ticks += Number(stat[field]);
  }
  return ticks / ticksPerSecond;
}
