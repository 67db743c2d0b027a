export { arenaLayout } from './arena';
export { hallLayout } from './hall';
export { stadiumLayout } from './stadium';
