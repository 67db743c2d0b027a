import { seedAccounts } from './accounts';
import { seedConcert } from './concerts';
import { programme } from './programme';
import { seedSchedule } from './schedules';
import { seedVenues } from './venues';

/** What is there stays, and what has moved on in time gets a successor. */
export async function seed(): Promise<void> {
  const { organiser, admin } = await seedAccounts();
  const layouts = await seedVenues(admin);
  // The last one published is shown first.
  for (const demo of programme.toReversed()) {
    const concertId = await seedConcert(organiser, demo);
    for (const wanted of demo.schedules) {
      await seedSchedule({ organiser, concertId, layouts }, demo, wanted);
    }
  }
}
