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

type Service = { pid: number };

/** One look at every process, for whoever asks of several services: what each took of the CPU so far. */
export function lookAtCpu(): (service: Service) => number {
  const stats = readdirSync('/proc').flatMap((name) => {
    const stat = /^\d+$/.test(name) && statOf(name);
    return stat ? [stat] : [];
  });
  return ({ pid }) => {
    const session = String(pid);
    const own = stats.filter((stat) => stat[3] === session || stat[1] === session);
    // Each one's own time, and that of its children that have ended.
    const ticks = own.flatMap((stat) => [11, 12, 13, 14].map((field) => Number(stat[field])));
    return ticks.reduce((sum, each) => sum + each, 0) / ticksPerSecond;
  };
}

/** Seconds of CPU that a service took so far, with its children: each backend of Postgres is one. */
export const cpuSecondsOf = (service: Service): number => lookAtCpu()(service);
