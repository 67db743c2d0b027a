import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { generateSecrets, keptSecrets } from './secrets';
import { StartError } from './say';

export type ServiceUrls = { databaseUrl: string; redisUrl: string; gatewayUrl?: string };

const fileIn = (folder: string) => path.join(folder, 'services.json');

/** Notes where a site's services are, for commands that look at it from beside. The database's password is in it. */
export function noteServices(folder: string, urls: ServiceUrls) {
  writeFileSync(fileIn(folder), `${JSON.stringify(urls)}\n`, { mode: 0o600 });
}

/**
 * The environment of a command that reads a live site: what is set, else where the site of this data folder has
 * its services. Secrets that are not set are only there to be there.
 */
export function liveEnv(folder: string): Record<string, string> {
  const { DATABASE_URL, REDIS_URL } = process.env;
  if (DATABASE_URL && REDIS_URL) return { ...generateSecrets(), DATABASE_URL, REDIS_URL };
  if (!existsSync(fileIn(folder))) {
    throw new StartError('Start the site first (npm start), or set DATABASE_URL and REDIS_URL.');
  }
  const { databaseUrl, redisUrl } = JSON.parse(readFileSync(fileIn(folder), 'utf8')) as ServiceUrls;
  return { ...keptSecrets(folder), DATABASE_URL: databaseUrl, REDIS_URL: redisUrl };
}
