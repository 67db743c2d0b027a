import { prisma } from '@/server/platform/db';

const index = 'reservation_seats_live_seat_unique';

/** Runs work while nothing in Postgres keeps a seat from being sold twice: the negative control of a race. */
export async function withoutSeatIndex(work: () => Promise<void>): Promise<void> {
  await prisma.$executeRawUnsafe(`DROP INDEX ${index}`);
  try {
    await work();
  } finally {
    await prisma.$executeRawUnsafe('TRUNCATE reservation_seats CASCADE');
    await prisma.$executeRawUnsafe(
      `CREATE UNIQUE INDEX ${index} ON reservation_seats (schedule_id, seat_index) WHERE live`,
    );
  }
}
