import type { IncomingMessage, ServerResponse } from 'node:http';
import { clientAddress } from '@/server/platform/address';
import { startMeasure } from '@/server/platform/pressure';
import { Refusal } from '@/server/platform/refusal';
import { headerOf, readText, secureHeaders, send, sendProblem } from './bare';
import { holdCall } from './holds';
import { payCall } from './payments';
import { isFault } from './problem';
import type { PurchaseCall } from './purchase-call';
import { actorOfRequest } from './request-actor';
import { reserveCall } from './reservations';
import { comesFromUs, requirePlainJson, takeFlood } from './security';

/** Hold, reserve, pay. */
const calls: PurchaseCall[] = [holdCall, reserveCall, payCall];

/**
 * Answers the three calls of a purchase on the bare server, as the API would; says whether it was one. What is out of
 * the ordinary (escapes or a query in the path, another method) is left to the API.
 */
export function answerPurchase(request: IncomingMessage, response: ServerResponse): boolean {
  const found = request.method === 'POST' && findCall(request.url ?? '');
  if (!found) return false;
  const all = secureHeaders();
  runCall(found, request).then(
    (answer) => send(response, 201, ['content-type', 'application/json', ...all], answer),
    (error: unknown) => sendProblem(response, all, error),
  );
  return true;
}

type Found = { call: PurchaseCall; params: Record<string, string> };

function findCall(url: string): Found | null {
  for (const call of calls) {
    const match = call.pattern.exec(url);
    if (match) return /[%?]/.test(url) ? null : { call, params: { ...match.groups } };
  }
  return null;
}

async function runCall({ call, params }: Found, request: IncomingMessage): Promise<unknown> {
  const header = headerOf(request);
  if (!comesFromUs(header)) throw new Refusal('origin_not_allowed');
  const text = await readText(request);
  requirePlainJson(text);
  const actor = await actorOfRequest(request);
  takeFlood(actor, clientAddress(request));
  const ended = startMeasure(call.measure);
  try {
    const json = readJson(header('content-type'), text);
    const answer = await call.answer(actor, { params, headers: request.headers, json });
    ended();
    return answer;
  } catch (error) {
    ended(isFault(error));
    throw error;
  }
}

const jsonType = /^application\/(?:[a-z-.]+\+)?json(?:;\s*[a-zA-Z0-9-]+=[^;]+)*$/;

function readJson(type: string | undefined, text: string): unknown {
  if (!type || !jsonType.test(type)) throw new Refusal('invalid_input');
  try {
    return JSON.parse(text);
  } catch {
    throw new Refusal('invalid_input');
  }
}
