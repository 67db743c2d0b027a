/** npm run secrets: fresh secrets for a site that runs for real, as lines of an environment file. */
import { generateSecrets } from './lib/secrets';

for (const [name, value] of Object.entries(generateSecrets())) {
  process.stdout.write(`${name}=${value}\n`);
}
