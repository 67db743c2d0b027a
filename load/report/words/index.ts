import { en } from './en';
import { ko } from './ko';

export type { Words } from './ko';
/** Korean first: it is what shows until somebody switches. */
export const languages = [ko, en];
export { en, ko };
