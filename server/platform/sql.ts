import { Prisma } from './db';

/** A timestamp as the API writes it: ISO 8601 in UTC with milliseconds. */
export const isoSql = (expression: Prisma.Sql): Prisma.Sql =>
  Prisma.sql`to_char(${expression} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
