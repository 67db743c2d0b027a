/**
 * The demo: three halls, ten concerts, people to sign in as, and sales at every point of their life, relative to
 * now. Every start runs it: `tsx prisma/seed.ts`.
 */
import { closeDb } from '@/server/platform/db';
import { closeRedis } from '@/server/platform/redis';
import { seed } from './seed/index';

try {
  await seed();
} finally {
  await Promise.all([closeDb(), closeRedis()]);
}
