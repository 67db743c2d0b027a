import type { APIRequestContext } from '@playwright/test';
import { buySeats, reserveSeats } from '../support/buying';
import { aLetterOf, leaveDeadLetter } from '../support/dead-letters';
import { type Person, site } from '../support/test';
import { aHallOnSale } from '../support/sale';

type Makers = {
  request: APIRequestContext;
  demo: (name: 'organiser' | 'admin') => Promise<Person>;
  newFan: () => Promise<Person>;
};

const bearer = ({ token }: Person) => ({ authorization: `Bearer ${token}` });

const hourMs = 3_600_000;

/** Everything that the pages need to have something to show. */
export async function setStage({ request, demo, newFan }: Makers) {
  const [organiser, admin, fan] = [await demo('organiser'), await demo('admin'), await newFan()];
  const api = { request, organiser };
  const terms = { artist: '이든' };
  const sold = await aHallOnSale(api, '한여름 밤의 리듬과 블루스', terms);
  const toPay = await aHallOnSale(api, '가을의 시작', terms);
  const cancelled = await aHallOnSale(api, '물결', terms);
  const open = await aHallOnSale(api, '새벽 세 시의 라디오', terms);
  const full = await aHallOnSale(api, '줄 서는 밤', { ...terms, capacity: 1 });
  const before = await aHallOnSale(api, '아직 먼 공연', { ...terms, opensInMs: 5 * hourMs });
  const lobby = await aHallOnSale(api, '곧 열려요', { ...terms, opensInMs: hourMs / 4 });
  const paused = await aHallOnSale(api, '멈춘 줄', { ...terms, capacity: 1 });
  const two = { grade: 'R', count: 2 };
  const { ticketIds } = await buySeats(request, fan, sold, two);
  const bought = await buySeats(request, fan, cancelled, { grade: 'S', count: 1 });
  await request.post(`/api/reservations/${bought.reservationId}/cancellation`, {
    headers: { ...bearer(fan), 'idempotency-key': `cancel-${bought.reservationId}` },
  });
  const { reservationId } = await reserveSeats(request, fan, toPay, two);
  for (const line of [full, paused]) {
    for (let count = 0; count < 4; count++) {
      const url = `${site.realtimeUrl()}/api/queue/${line}/places`;
      await request.post(url, { headers: bearer(await newFan()) });
    }
  }
  await request.patch(`/api/admin/schedules/${paused}`, {
    headers: bearer(organiser),
    data: { paused: true, reason: '결제 대행사 점검' },
  });
  await leaveDeadLetter(aLetterOf('line'));
  const { concerts } = (await (
    await request.get('/api/concerts', { headers: bearer(organiser) })
  ).json()) as { concerts: { id: string; nextSale: { scheduleId: string } | null }[] };
  const concert = concerts.find(({ nextSale }) => nextSale)!;
  const lines = { open, full, before, lobby, paused };
  return { organiser, admin, fan, lines, sold, concert, reservationId, ticketId: ticketIds[0]! };
}

export type Stage = Awaited<ReturnType<typeof setStage>>;
