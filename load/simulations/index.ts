import type { Simulation } from '../simulation';
import { contention } from './contention';
import { kpi } from './kpi';
import { published } from './published';
import { rush } from './rush';
import { smoke } from './smoke';
import { soak } from './soak';
import { spike } from './spike';
import { stress } from './stress';

export const simulations: Record<string, Simulation> = {
  ...{ smoke, rush, contention, published, spike, stress, soak, kpi },
};
