import { createHmac } from 'node:crypto';
import { type Mac, permute, unpermute } from './verifier/permutation';

/** A line's drawn order, in tickets (order of arrival) and place numbers, both from 1. */
export type Draw = { key: Buffer; lobbySize: number };

const macOf =
  (key: Buffer): Mac =>
  (message) =>
    createHmac('sha256', key).update(message).digest().readUInt32BE(0);

/** The place number of a ticket: drawn for the lobby, order of arrival behind it. */
export function numberOfTicket({ key, lobbySize }: Draw, ticket: number): number {
  return ticket > lobbySize ? ticket : permute(macOf(key), lobbySize, ticket - 1) + 1;
}

/** The ticket that has a place number. */
export function ticketOfNumber({ key, lobbySize }: Draw, number: number): number {
  return number > lobbySize ? number : unpermute(macOf(key), lobbySize, number - 1) + 1;
}
