import type { Role } from '@/server/platform/actor';

/** Whom the seed makes and the sign-in page offers, in the demo and nowhere else. */
export const demoPassword = 'openrun-demo-2026';

export const demoAccounts: { role: Role; email: string }[] = [
  { role: 'FAN', email: 'fan@openrun.test' },
  { role: 'ORGANISER', email: 'organiser@openrun.test' },
  { role: 'ADMIN', email: 'admin@openrun.test' },
];
