import type { TestProject } from 'vitest/node';
import { migrate } from '@/scripts/lib/migrate';
import { generatePrismaClient } from '@/scripts/lib/prisma-client';
import { generateSecrets, type Secrets } from '@/scripts/lib/secrets';
import { startThrowawayServices } from '@/scripts/lib/throwaway';
import { maxWorkers } from '@/vitest.config';

declare module 'vitest' {
  interface ProvidedContext {
    services: { databaseUrl: string; redisUrls: string[]; secrets: Secrets };
  }
}

/** Once a run: services of the run's own, and one migrated database that each worker clones. */
export default async function setup(project: TestProject) {
  const [services] = await Promise.all([
    startThrowawayServices(maxWorkers),
    generatePrismaClient(),
  ]);
  const { databaseUrl, redisUrls, stop } = services;
  try {
    await migrate(databaseUrl);
  } catch (error) {
    await stop();
    throw error;
  }
  project.provide('services', { databaseUrl, redisUrls, secrets: generateSecrets() });
  return stop;
}
