import { lineJobs } from './admission';
import { busJobs } from './bus';
import { cancellationJob } from './cancellations';
import type { Job } from './job';
import { mailJob } from './mail';
import { cardJobs } from './payments';
import { seatJobs } from './seats';

/** Everything a worker repeats. */
export const jobs: Job[] = [
  ...busJobs,
  cancellationJob,
  ...seatJobs,
  ...lineJobs,
  ...cardJobs,
  mailJob,
];
