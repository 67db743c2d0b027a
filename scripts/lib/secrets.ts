import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

export type Secrets = { SESSION_SECRET: string; PASS_SECRET: string; TICKET_SIGNING_KEY: string };

/** Fresh secrets. There is no default in the code that a site could be running with unnoticed. */
export function generateSecrets(): Secrets {
  const { privateKey } = generateKeyPairSync('ed25519');
  return {
    SESSION_SECRET: randomBytes(32).toString('base64url'),
    PASS_SECRET: randomBytes(32).toString('base64url'),
    TICKET_SIGNING_KEY: privateKey.export({ type: 'pkcs8', format: 'der' }).toString('base64'),
  };
}

/** The secrets of a folder's data, generated once, so that sign-ins and tickets outlive a restart. */
export function keptSecrets(folder: string): Secrets {
  const file = path.join(folder, 'secrets.json');
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as Secrets;
  mkdirSync(folder, { recursive: true });
  const secrets = generateSecrets();
  writeFileSync(file, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600 });
  return secrets;
}
