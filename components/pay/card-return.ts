'use client';

import { useCallback, useEffect, useRef, useState } from 'react';
import type { ConfirmationInput } from '@/server/payments/payments.schema';

/** What the card gateway sent the person back with; `payment` alone is a payment that this page confirmed before. */
export type CardReturn = { payment: string; said?: ConfirmationInput } | { code: string } | null;

const nameOf = (payment: string) => `card-return:${payment}`;

/**
 * What the address of this page says of a card payment. The gateway's words leave the address at once: they stay with
 * the tab, so that a reload asks for the same payment under the same key. `undefined` until it was read.
 */
export function useCardReturn() {
  const [back, setBack] = useState<CardReturn>();
  const isTaken = useRef(false);
  useEffect(() => {
    if (isTaken.current) return;
    isTaken.current = true;
    setBack(takeReturn());
  }, []);
  const settle = useCallback((next: CardReturn) => {
    showAddress(null);
    setBack(next);
  }, []);
  return [back, settle] as const;
}

function takeReturn(): CardReturn {
  const query = new URLSearchParams(location.search);
  const [payment, code] = [query.get('payment'), query.get('code')];
  if (code) {
    showAddress(null);
    return { code };
  }
  if (!payment) return null;
  const said = saidIn(query);
  if (said) sessionStorage.setItem(nameOf(payment), JSON.stringify(said));
  showAddress(payment);
  const kept = sessionStorage.getItem(nameOf(payment));
  return { payment, said: kept ? (JSON.parse(kept) as ConfirmationInput) : undefined };
}

function saidIn(query: URLSearchParams): ConfirmationInput | null {
  const [paymentKey, orderId] = [query.get('paymentKey'), query.get('orderId')];
  const amount = Number(query.get('amount'));
  return paymentKey && orderId && Number.isInteger(amount) ? { paymentKey, orderId, amount } : null;
}

function showAddress(payment: string | null): void {
  const query = payment ? `?payment=${encodeURIComponent(payment)}` : '';
  history.replaceState(history.state, '', location.pathname + query);
}
