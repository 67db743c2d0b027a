import { prisma } from '@/server/platform/db';

/**
 * Takes a unique index away while a test plants what it would have refused, then empties what was planted and
 * puts the index back: the database is used by the next test.
 */
export async function without(index: string, plant: () => Promise<void>): Promise<void> {
  const [{ table, definition }] = await prisma.$queryRaw<[{ table: string; definition: string }]>`
    SELECT tablename AS table, indexdef AS definition FROM pg_indexes WHERE indexname = ${index}`;
  await prisma.$executeRawUnsafe(`DROP INDEX ${index}`);
  try {
    await plant();
  } finally {
    await prisma.$executeRawUnsafe(`TRUNCATE ${table} CASCADE`);
    await prisma.$executeRawUnsafe(definition);
  }
}
