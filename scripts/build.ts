/** npm run build: the production build, in dist/ and .next/. */
import { buildSite } from './lib/build';
import { generatePrismaClient } from './lib/prisma-client';
import { main, step } from './lib/say';

await main(async () => {
  await step('Prisma client', generatePrismaClient);
  await buildSite();
});
