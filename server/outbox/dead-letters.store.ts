import { prisma, withTx, type Tx } from '@/server/platform/db';
import type { DeadLettersQuery } from './dead-letters.schema';
import type { BusEvent } from './events.schema';

export type NewDeadLetter = { consumer: string; body: string; error: string };

/** Keeps what a consumer cannot handle. The same event twice, of a worker that died in between, is one letter. */
export async function insertDeadLetter({ consumer, body, error }: NewDeadLetter): Promise<void> {
  await prisma.$executeRaw`
    INSERT INTO dead_letters (consumer, body, body_hash, error)
    VALUES (${consumer}, ${body}, sha256(convert_to(${body}, 'UTF8')), ${error})
    ON CONFLICT ON CONSTRAINT dead_letters_letter_unique DO NOTHING`;
}

export const countDeadLetters = (): Promise<number> => prisma.deadLetter.count();

export function selectDeadLetters({ consumer, cursor, size }: DeadLettersQuery) {
  return prisma.deadLetter.findMany({
    where: { consumer, ...(cursor && { id: { lt: BigInt(cursor) } }) },
    orderBy: { id: 'desc' },
    take: size,
  });
}

export const findDeadLetter = (id: bigint) => prisma.deadLetter.findUnique({ where: { id } });

type Taken = { id: bigint; consumer: string; body: string };

/** Takes a letter away, with its line in the audit log; false when somebody else was first. */
async function takeLetterTx(tx: Tx, staffId: string, action: string, letter: Taken) {
  const { count } = await tx.deadLetter.deleteMany({ where: { id: letter.id } });
  if (count === 0) return false;
  const facts = { consumer: letter.consumer, body: letter.body };
  const subject = `dead-letter:${letter.id}`;
  await tx.auditLog.create({ data: { actorId: staffId, action, subject, facts } });
  return true;
}

/** Sends a letter's event anew, under the id it always had, so that who has handled it before does nothing. */
export function resendLetter(staffId: string, letter: Taken, event: BusEvent): Promise<boolean> {
  return withTx(async (tx) => {
    if (!(await takeLetterTx(tx, staffId, 'dead_letter.replay', letter))) return false;
    const { eventId, type, key, payload } = event;
    await tx.outboxEvent.create({ data: { eventId, type, key, payload } });
    return true;
  });
}

export const removeLetter = (staffId: string, letter: Taken): Promise<boolean> =>
  withTx((tx) => takeLetterTx(tx, staffId, 'dead_letter.delete', letter));
