import { expect, test } from 'vitest';
import { prisma } from '@/server/platform/db';
import { archiveDraws } from '@/server/waiting-room';
import { aDrawnLobby } from '@/server/waiting-room/draw/testing';
import { auditAll } from './audit';

const draws = async () => {
  const order = (await auditAll()).find(({ invariant }) => invariant === 5)!;
  return order.findings.filter(({ finds }) => finds.includes('draw'));
};

test('the audit checks every draw that is kept, and finds one that was changed', async () => {
  const { line } = await aDrawnLobby(5);
  await archiveDraws(0);
  expect(await draws()).toEqual([]);

  const where = { scheduleId_chunk: { scheduleId: line, chunk: 0 } };
  const { numbers } = await prisma.drawEntrants.findUniqueOrThrow({ where });
  const swapped = Uint8Array.from([...numbers.subarray(4, 8), ...numbers.subarray(0, 4)]);
  await prisma.drawEntrants.update({
    where,
    data: { numbers: Uint8Array.from([...swapped, ...numbers.subarray(8)]) },
  });
  expect(await draws()).toMatchObject([
    { count: 1, examples: [{ scheduleId: line, steps: ['order'] }] },
  ]);

  await prisma.draw.update({ where: { scheduleId: line }, data: { seed: 'another' } });
  expect(await draws()).toMatchObject([{ examples: [{ steps: ['commitment', 'key', 'order'] }] }]);
});
