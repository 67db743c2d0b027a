import { startSite } from './site';

/** Once a run, before the journeys; what it returns runs after them. */
export default startSite;
