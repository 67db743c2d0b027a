import type { ProvidedContext } from 'vitest';
import type { TestProject } from 'vitest/node';
import { migrate } from '@/scripts/lib/migrate';
import { generatePrismaClient } from '@/scripts/lib/prisma-client';
import { generateSecrets, type Secrets } from '@/scripts/lib/secrets';
import { startThrowawayServices } from '@/scripts/lib/throwaway';
import { singleton } from '@/server/platform/singleton';
import { maxWorkers } from '@/vitest.config';

declare module 'vitest' {
  interface ProvidedContext {
    services: { databaseUrl: string; redisUrls: string[]; secrets: Secrets };
  }
}

type Services = ProvidedContext['services'] & { stop: () => Promise<void> };

/** Each of Vitest's projects loads this file anew; the last that ends stops what they share. */
const projects = singleton('test:projects', () => ({ running: 0 }));

/** Once a run: services of the run's own, and one migrated database that each worker clones. */
export default async function setup(project: TestProject) {
  projects.running += 1;
  const { stop, ...services } = await singleton('test:services', startServices);
  project.provide('services', services);
  return async () => {
    projects.running -= 1;
    if (projects.running === 0) await stop();
  };
}

async function startServices(): Promise<Services> {
  const [services] = await Promise.all([
    startThrowawayServices(maxWorkers),
    generatePrismaClient(),
  ]);
  try {
    await migrate(services.databaseUrl);
  } catch (error) {
    await services.stop();
    throw error;
  }
  return { ...services, secrets: generateSecrets() };
}
