/** npm run migrate: brings DATABASE_URL to the newest migration. */
import { migrate } from './lib/migrate';
import { main, say, StartError } from './lib/say';

await main(async () => {
  const url = process.env.DATABASE_URL;
  if (!url) throw new StartError('Set DATABASE_URL to the database to migrate.');
  const applied = await migrate(url);
  say(applied.length ? `Applied ${applied.join(', ')}.` : 'Nothing to apply.');
});
