import { createPublicKey, generateKeyPairSync, sign, verify, type JsonWebKey } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { api } from '@/server/http/app';
import { prisma } from '@/server/platform/db';
import { newId } from '@/server/platform/id';
import type { Refusal } from '@/server/platform/refusal';
import { aFan, anAdmin, anOrganiser, aPaidReservation, aSchedule } from '@/server/testing';
import { admitTicket, countDoor, findTicket, listDoors, listTickets } from './index';
import { signTicket, verifyTicket } from './ticket-code';
import { ticketIdRange, ticketNumber } from './ticket-number';

/** A show of this organiser, with two tickets of one fan. */
async function aSoldShow() {
  const organiser = await anOrganiser();
  const schedule = await aSchedule({ organiser });
  const sale = await aPaidReservation({ scheduleId: schedule.id });
  const tickets = await Promise.all(sale.ticketIds.map((id) => findTicket(sale.fan, id)));
  return { organiser, ...sale, tickets, code: tickets[0]!.code! };
}

describe('a ticket', () => {
  it('tells its owner the show, the seat and the code', async () => {
    const { fan, tickets, scheduleId } = await aSoldShow();
    expect(tickets[0]).toMatchObject({
      status: 'VALID',
      seat: { section: expect.any(String), row: expect.any(String), number: expect.any(Number) },
      concert: { title: { ko: 'Night', en: 'Night' } },
      schedule: { id: scheduleId, cancelled: false },
      admittedAt: null,
    });
    const { tickets: listed } = await listTickets(fan, { size: 20 });
    expect(listed.map((ticket) => ticket.id).sort()).toEqual(tickets.map(({ id }) => id).sort());
    expect(listed[0]).not.toHaveProperty('code');
  });

  it('is not found by anybody else, an admin included', async () => {
    const { tickets } = await aSoldShow();
    for (const stranger of [await aFan(), await anAdmin()]) {
      await expect(findTicket(stranger, tickets[0]!.id)).rejects.toMatchObject({
        code: 'not_found',
      });
      expect(await listTickets(stranger, { size: 20 })).toEqual({ tickets: [], nextCursor: null });
    }
  });

  it('is listed by cursor and by reservation', async () => {
    const { fan, id } = await aSoldShow();
    const first = await listTickets(fan, { size: 1 });
    const second = await listTickets(fan, { size: 1, cursor: first.nextCursor! });
    expect(first.tickets[0]!.id > second.tickets[0]!.id).toBe(true);
    expect(second.nextCursor).toBeNull();
    const ofReservation = (reservationId: string) => listTickets(fan, { size: 20, reservationId });
    expect((await ofReservation(id)).tickets).toHaveLength(2);
    expect((await ofReservation(newId())).tickets).toEqual([]);
  });
});

describe('a code', () => {
  const claims = { ticketId: newId(), scheduleId: newId() };

  it('says which ticket it is of, in 128 URL-safe characters', () => {
    const code = signTicket(claims);
    expect(code).toMatch(/^[\w-]{128}$/);
    expect(verifyTicket(code)).toEqual(claims);
  });

  it('is checked offline with the public key that the API gives out', async () => {
    const response = await api.request('/api/tickets/public-key');
    const key = createPublicKey({ key: (await response.json()) as JsonWebKey, format: 'jwk' });
    const bytes = Buffer.from(signTicket(claims), 'base64url');
    expect(verify(null, bytes.subarray(0, 32), key, bytes.subarray(32))).toBe(true);
  });

  it('is not believed with any byte changed, or under another key', () => {
    const bytes = Buffer.from(signTicket(claims), 'base64url');
    for (let i = 0; i < bytes.length; i++) {
      const forged = Buffer.from(bytes);
      forged[i]! ^= 1;
      expect(verifyTicket(forged.toString('base64url'))).toBeNull();
    }
    const other = generateKeyPairSync('ed25519').privateKey;
    const content = bytes.subarray(0, 32);
    const forged = Buffer.concat([content, sign(null, content, other)]).toString('base64url');
    expect(verifyTicket(forged)).toBeNull();
  });

  it.each(['', 'x', 'A'.repeat(128), '가'.repeat(128), `${'A'.repeat(127)}=`, '0'.repeat(10_000)])(
    'is not made of %j',
    (text) => expect(verifyTicket(text)).toBeNull(),
  );
});

describe('a number', () => {
  it('is read back as typed by anybody, to a range of ids that holds the ticket', () => {
    for (let i = 0; i < 200; i++) {
      const id = newId();
      const number = ticketNumber(id);
      expect(number).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}$/);
      const typed = number.toLowerCase().replace(/-/g, ' ').replace(/0/g, 'o').replace(/1/g, 'l');
      const { first, last } = ticketIdRange(typed)!;
      expect(first <= id && id <= last).toBe(true);
    }
  });

  it.each(['', '1234', '1234-5678-9ABC-DEFGH', 'UUUU-UUUU-UUUU-UUUU', '가나다라-5678-9ABC-DEFG'])(
    'is not %j',
    (typed) => expect(ticketIdRange(typed)).toBeNull(),
  );
});

describe('the door', () => {
  it('lets a ticket in once, by its code or by its number, and says what and whose it is', async () => {
    const { organiser, scheduleId, tickets, fan } = await aSoldShow();
    const [one, other] = tickets;
    const byCode = { scheduleId, code: one!.code!, gate: 'A' };
    expect(await admitTicket(organiser, byCode)).toMatchObject({
      ticketId: one!.id,
      number: one!.number,
      seat: one!.seat,
      gate: 'A',
    });
    expect(await findTicket(fan, one!.id)).toMatchObject({ status: 'USED', admittedGate: 'A' });
    const byNumber = { scheduleId, code: other!.number, gate: 'B' };
    expect(await admitTicket(organiser, byNumber)).toMatchObject({ ticketId: other!.id });
    expect(await countDoor(organiser, scheduleId)).toEqual({ tickets: 2, admitted: 2 });
  });

  it('says when and where a ticket was used before', async () => {
    const { organiser, scheduleId, code } = await aSoldShow();
    const { admittedAt } = await admitTicket(organiser, { scheduleId, code, gate: 'A' });
    await expect(admitTicket(organiser, { scheduleId, code, gate: 'B' })).rejects.toMatchObject({
      code: 'ticket_used',
      facts: { admittedAt, gate: 'A' },
    });
  });

  it('lets one in of twenty that come with the same code at once', async () => {
    const { organiser, scheduleId, code } = await aSoldShow();
    const answers = await Promise.allSettled(
      Array.from({ length: 20 }, (_, i) =>
        admitTicket(organiser, { scheduleId, code, gate: `gate ${i}` }),
      ),
    );
    const codes = answers.map((answer) =>
      answer.status === 'fulfilled' ? 'admitted' : (answer.reason as Refusal).code,
    );
    expect(codes.sort()).toEqual(['admitted', ...Array<string>(19).fill('ticket_used')]);
  });

  it('refuses forged codes, unknown tickets, other shows and void tickets, each with its code', async () => {
    const { organiser, scheduleId, code, tickets } = await aSoldShow();
    const other = await aSoldShow();
    const admit = (given: string, at = scheduleId) =>
      admitTicket(organiser, { scheduleId: at, code: given, gate: 'A' });
    const unknown = signTicket({ ticketId: newId(), scheduleId });
    for (const bad of ['nonsense', `${code.slice(0, -2)}AA`, unknown, ticketNumber(newId())]) {
      await expect(admit(bad)).rejects.toMatchObject({ code: 'ticket_invalid' });
    }
    await expect(admit(other.code)).rejects.toMatchObject({
      code: 'ticket_other_schedule',
      facts: { title: { ko: 'Night' } },
    });
    await prisma.ticket.update({ where: { id: tickets[0]!.id }, data: { status: 'VOID' } });
    await expect(admit(code)).rejects.toMatchObject({ code: 'ticket_void' });
    expect(await countDoor(organiser, scheduleId)).toEqual({ tickets: 1, admitted: 0 });
  });

  it('is open to staff only, and to an organiser only at their own shows', async () => {
    const { scheduleId, code, fan } = await aSoldShow();
    const admit = (actor: Parameters<typeof admitTicket>[0]) =>
      admitTicket(actor, { scheduleId, code, gate: 'A' });
    const stranger = await anOrganiser();
    await expect(admit({ kind: 'anonymous' })).rejects.toMatchObject({ code: 'sign_in_required' });
    await expect(admit(fan)).rejects.toMatchObject({ code: 'staff_only' });
    await expect(admit(stranger)).rejects.toMatchObject({ code: 'not_found' });
    await expect(countDoor(stranger, scheduleId)).rejects.toMatchObject({ code: 'not_found' });
    expect(await listDoors(stranger)).toEqual([]);
    const admin = await anAdmin();
    expect(await listDoors(admin)).toMatchObject([{ scheduleId, title: { ko: 'Night' } }]);
    expect(await admit(admin)).toMatchObject({ gate: 'A' });
  });
});
