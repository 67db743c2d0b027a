import { busJob } from './bus';
import type { Job } from './job';

/** Everything a worker repeats. */
export const jobs: Job[] = [busJob];
