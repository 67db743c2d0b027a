import { lineJobs } from './admission';
import { busJob } from './bus';
import { cancellationJob } from './cancellations';
import type { Job } from './job';
import { mailJob } from './mail';
import { cardJobs } from './payments';
import { seatJobs } from './seats';

/** Everything a worker repeats. */
export const jobs: Job[] = [
  busJob,
  mailJob,
  cancellationJob,
  ...seatJobs,
  ...lineJobs,
  ...cardJobs,
];
