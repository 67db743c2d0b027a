/**
 * Factories: `aFan()` and the like make the thing with believable defaults and everything it needs, and take what
 * the test is about. Shared by tests, journeys and the seed.
 */
export { aFan, anAdmin, anOrganiser, bearerOf, type Person } from './people';
export { aConcert, aLayout, aSchedule, pricesFor, textOf } from './catalogue';
export { sellSeats } from '@/prisma/seed/sell-seats';
export { aPaidReservation, aPass, aReservation, onceAs } from './sales';
