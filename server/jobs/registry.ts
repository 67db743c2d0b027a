import { lineJobs } from './admission';
import { busJob } from './bus';
import type { Job } from './job';
import { mailJob } from './mail';
import { seatJobs } from './seats';

/** Everything a worker repeats. */
export const jobs: Job[] = [busJob, mailJob, ...seatJobs, ...lineJobs];
