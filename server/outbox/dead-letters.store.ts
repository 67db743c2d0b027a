import { prisma } from '@/server/platform/db';

export type NewDeadLetter = { consumer: string; body: string; error: string };

/** Keeps what a consumer cannot handle. The same event twice, of a worker that died in between, is one letter. */
export async function insertDeadLetter({ consumer, body, error }: NewDeadLetter): Promise<void> {
  await prisma.$executeRaw`
    INSERT INTO dead_letters (consumer, body, body_hash, error)
    VALUES (${consumer}, ${body}, sha256(convert_to(${body}, 'UTF8')), ${error})
    ON CONFLICT ON CONSTRAINT dead_letters_letter_unique DO NOTHING`;
}

export const countDeadLetters = (): Promise<number> => prisma.deadLetter.count();
