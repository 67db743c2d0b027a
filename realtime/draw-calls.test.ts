import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { api } from '@/server/http/app';
import { aFan, bearerOf } from '@/server/testing';
import { archiveDraws, tendLine } from '@/server/waiting-room';
import {
  drawFileSchema,
  drawKeysSchema,
  drawSchema,
  placeProofSchema,
  receiptSchema,
} from '@/server/waiting-room/draw/draw.schema';
import { aLobby, closeList } from '@/server/waiting-room/draw/testing';
import { isReceiptTrue, verifyDraw, verifyPlace } from '@/server/waiting-room/draw/verifier/verify';
import { setCounter } from '@/server/waiting-room/testing.redis';
import { aRealtime, type Realtime } from './testing';

let realtime: Realtime;
beforeAll(async () => {
  realtime = await aRealtime();
});
afterAll(() => realtime.stop());

type Fan = Awaited<ReturnType<typeof aFan>>;

/** The same calls at both doors: realtime's bare server, and the API that web mounts. */
const doors = {
  realtime: (path: string, fan?: Fan) => realtime.call('GET', path, fan),
  web: async (path: string, fan?: Fan) =>
    api.request(`/api/queue/${path}`, { headers: fan ? bearerOf(fan) : {} }),
};

test.each(Object.entries(doors))(
  '%s gives the draw, its file, a proof and a receipt, and says why where it cannot',
  async (_, ask) => {
    const { line } = await aLobby(2);
    const fan = await aFan();
    expect((await realtime.call('POST', `${line}/places`, fan)).status).toBe(200);
    const codeOf = async (path: string, who?: Fan) => {
      const answer = await ask(path, who);
      return `${answer.status} ${((await answer.json()) as { code?: string }).code}`;
    };
    expect(await codeOf(`${line}/places/me/proof`, fan)).toBe('409 list_not_closed');
    expect(await codeOf(`${line}/places/me/proof`)).toBe('401 sign_in_required');
    expect(await codeOf(`${line}/places/me/receipt`, await aFan())).toBe('404 no_place');
    expect(await codeOf(`${line}/draw/file`)).toBe('503 draw_not_ready');

    const roundAt = await closeList(line);
    const late = await aFan();
    await realtime.call('POST', `${line}/places`, late);
    expect(await codeOf(`${line}/places/me/proof`, late)).toBe('409 not_in_lobby');
    await setCounter(line, 'opensAt', roundAt);
    await wait(Math.max(0, roundAt - Date.now()) + 20);
    await tendLine(line);
    await archiveDraws(0);

    const read = async (path: string, who?: Fan) => (await ask(path, who)).json();
    const draw = drawSchema.parse(await read(`${line}/draw`));
    const proof = placeProofSchema.parse(await read(`${line}/places/me/proof`, fan));
    const steps = [...verifyDraw(draw), ...verifyPlace(draw, proof)];
    expect(steps.map(({ state }) => state)).toEqual(steps.map(() => 'proven'));
    const receipt = receiptSchema.parse(await read(`${line}/places/me/receipt`, fan));
    const { keys } = drawKeysSchema.parse(await read('keys'));
    expect(receipt.receipt.number).toBe(proof.number);
    expect(isReceiptTrue(receipt, keys[0]!.publicKey)).toBe(true);

    const file = await ask(`${line}/draw/file`);
    expect(file.headers.get('content-type')).toMatch('application/json');
    expect(file.headers.get('content-disposition')).toBe('attachment; filename="draw.json"');
    expect(drawFileSchema.parse(await file.json()).entrants).toHaveLength(3);
  },
);
