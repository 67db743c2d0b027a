import { createApp } from './openapi';
import { ticketsRoutes } from './tickets';
import { walletRoutes } from './wallet';
import { Refusal } from '@/server/platform/refusal';

/** The whole HTTP API: `server/web.ts` answers with it, and Next's `app/api/[[...path]]` mounts the same. */
export const api = createApp().basePath('/api');

api.notFound(() => {
  throw new Refusal('not_found');
});

// one line a noun, in the order of the interface table
api.route('/', walletRoutes);
api.route('/', ticketsRoutes);

api.doc31('/openapi.json', {
  openapi: '3.1.0',
  info: {
    title: 'Openrun',
    version: '1',
    description:
      'Concert tickets. Errors are RFC 9457 problems with a stable `code`; times are ISO 8601; money is integer won.',
  },
});
