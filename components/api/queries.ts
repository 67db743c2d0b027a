'use client';

import { useQuery } from '@tanstack/react-query';
import type { z } from 'zod';
import type { CancellationQuote } from '@/server/reservations/cancellation.schema';
import type { ReservationView } from '@/server/reservations/reservations.schema';
import type { ScheduleDetail } from '@/server/schedules/schedules.schema';
import type { ticketsSchema, TicketWithCode } from '@/server/tickets/tickets.schema';
import type { LayoutDocument } from '@/server/venues/layout.schema';
import type { Wallet } from '@/server/wallets/wallets.schema';
import { api } from './client';

// What more than one page asks for. Keys start with the noun, so that a change can drop a noun whole.

export const useReservation = (id: string) =>
  useQuery({
    queryKey: ['reservations', id],
    queryFn: ({ signal }) => api.get<ReservationView>(`/reservations/${id}`, { signal }),
  });

export const useSchedule = (id: string | undefined) =>
  useQuery({
    queryKey: ['schedules', 'one', id],
    enabled: id !== undefined,
    queryFn: ({ signal }) => api.get<ScheduleDetail>(`/schedules/${id}`, { signal }),
  });

/** Immutable, and in the browser's cache for whoever comes from the seat map. */
export const useLayout = (scheduleId: string | undefined) =>
  useQuery({
    queryKey: ['layouts', scheduleId],
    enabled: scheduleId !== undefined,
    staleTime: Infinity,
    queryFn: ({ signal }) => api.get<LayoutDocument>(`/schedules/${scheduleId}/layout`, { signal }),
  });

export const useWallet = () =>
  useQuery({
    queryKey: ['wallet'],
    queryFn: ({ signal }) => api.get<Wallet>('/wallet', { signal }),
  });

export const useTicket = (id: string) =>
  useQuery({
    queryKey: ['tickets', id],
    queryFn: ({ signal }) => api.get<TicketWithCode>(`/tickets/${id}`, { signal }),
  });

export const ticketsOfPath = (reservationId: string) => `/tickets?reservationId=${reservationId}`;

export const useTicketsOf = (reservationId: string | undefined) =>
  useQuery({
    queryKey: ['tickets', 'of', reservationId],
    enabled: reservationId !== undefined,
    queryFn: ({ signal }) =>
      api.get<z.infer<typeof ticketsSchema>>(ticketsOfPath(reservationId!), { signal }),
  });

export const useCancellationQuote = (reservationId: string, enabled: boolean) =>
  useQuery({
    queryKey: ['reservations', reservationId, 'quote'],
    enabled,
    staleTime: 0,
    queryFn: ({ signal }) =>
      api.get<CancellationQuote>(`/reservations/${reservationId}/cancellation`, { signal }),
  });
