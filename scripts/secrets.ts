/** npm run -s secrets: fresh secrets for a site that runs for real, as lines of an environment file. */
import { randomBytes } from 'node:crypto';
import { generateSecrets } from './lib/secrets';

// The password is for docker-compose.yml, whose Postgres begins with it; the programs know DATABASE_URL.
const secrets = { ...generateSecrets(), POSTGRES_PASSWORD: randomBytes(24).toString('base64url') };

for (const [name, value] of Object.entries(secrets)) {
  process.stdout.write(`${name}=${value}\n`);
}
