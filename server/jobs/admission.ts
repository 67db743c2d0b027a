import { takeOrRenewLease } from '@/server/platform/lease';
import {
  archiveDraws,
  configureLines,
  controlEveryMs,
  controlRates,
  drainLineEvents,
  forgetOldLines,
  runAdmission,
} from '@/server/waiting-room';
import type { Job } from './job';
import { showRates } from './admission-gauges';

/** The lines' heartbeat: each line has a leader of its own among the workers. */
const admissionJob: Job = { name: 'admission', everyMs: 250, run: () => runAdmission() };

/** The closed loop: how fast people come in follows how long the site takes. */
const controlJob: Job = {
  name: 'control',
  get everyMs() {
    return controlEveryMs();
  },
  run: async () => showRates(await controlRates()),
};

/** What happened in the lines goes to Postgres. Two at once would do no harm, only work. */
const lineEventsJob: Job = {
  name: 'line-events',
  everyMs: 1_000,
  async run() {
    if (await takeOrRenewLease('line-events', 15_000)) await drainLineEvents();
  },
};

/** Draws that were made are copied into Postgres; they cannot be made again once Redis forgets the line. */
const drawsJob: Job = {
  name: 'draws',
  everyMs: 1_000,
  async run() {
    if (await takeOrRenewLease('draws', 30_000)) await archiveDraws(Date.now() - 86_400_000);
  },
};

/** Lines follow their schedules by event; this heals one that was missed, and a Redis that lost them. */
const linesJob: Job = {
  name: 'lines',
  everyMs: 60_000,
  async run() {
    await configureLines();
    await forgetOldLines();
  },
};

export const lineJobs: Job[] = [admissionJob, controlJob, lineEventsJob, drawsJob, linesJob];
