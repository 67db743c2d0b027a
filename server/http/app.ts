import { withActor } from './actor';
import { identityRoutes } from './identity';
import { peopleRoutes } from './people';
import { withBodyLimit, withFloodLimit, withOrigin, withPlainInput } from './security';
import { sessionsRoutes } from './sessions';
import { usersRoutes } from './users';
import { adminConcertsRoutes } from './admin/concerts';
import { adminDeadLettersRoutes } from './admin/dead-letters';
import { adminSaleRoutes } from './admin/sale';
import { adminReservationsRoutes } from './admin/reservations';
import { adminSchedulesRoutes } from './admin/schedules';
import { concertsRoutes } from './concerts';
import { schedulesRoutes } from './schedules';
import { holdsRoutes } from './holds';
import { docsRoutes } from './docs';
import { createApp } from './openapi';
import { paymentsRoutes } from './payments';
import { cancellationsRoutes } from './cancellations';
import { queueRoutes } from './queue';
import { reservationsRoutes } from './reservations';
import { seatsRoutes } from './seats';
import { ticketsRoutes } from './tickets';
import { venuesRoutes } from './venues';
import { walletRoutes } from './wallet';
import { Refusal } from '@/server/platform/refusal';

/** The whole HTTP API: `server/web.ts` answers with it, and Next's `app/api/[[...path]]` mounts the same. */
export const api = createApp().basePath('/api');

api.use(withOrigin, withBodyLimit, withPlainInput, withActor, withFloodLimit);

api.notFound(() => {
  throw new Refusal('not_found');
});

// one line a noun, in the order of the interface table
api.route('/', usersRoutes);
api.route('/', sessionsRoutes);
api.route('/', identityRoutes);
api.route('/', peopleRoutes);
api.route('/', concertsRoutes);
api.route('/', schedulesRoutes);
api.route('/', venuesRoutes);
api.route('/', queueRoutes);
api.route('/', seatsRoutes);
api.route('/', holdsRoutes);
api.route('/', reservationsRoutes);
api.route('/', cancellationsRoutes);
api.route('/', paymentsRoutes);
api.route('/', walletRoutes);
api.route('/', ticketsRoutes);
api.route('/', adminConcertsRoutes);
api.route('/', adminSchedulesRoutes);
api.route('/', adminReservationsRoutes);
api.route('/', adminSaleRoutes);
api.route('/', adminDeadLettersRoutes);
api.route('/', docsRoutes);

const about = {
  openapi: '3.1.0',
  info: {
    title: 'Openrun',
    version: '1',
    description:
      'Concert tickets. Errors are RFC 9457 problems with a stable `code`; times are ISO 8601; money is integer won.',
  },
};
let description: ReturnType<typeof api.getOpenAPI31Document> | undefined;

// Made once: it takes 40 ms of the thread that answers, and never changes.
api.get('/openapi.json', (c) => c.json((description ??= api.getOpenAPI31Document(about))));
