import { busJob } from './bus';
import type { Job } from './job';
import { seatJobs } from './seats';

/** Everything a worker repeats. */
export const jobs: Job[] = [busJob, ...seatJobs];
