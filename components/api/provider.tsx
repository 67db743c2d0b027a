'use client';

import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { createContext, useContext, useState, type ReactNode } from 'react';
import { againAfterMs, mayPass } from './ask-again';
import { RenderedAt } from './use-server-now';

/** What the server tells every page: nothing secret, nothing personal. */
export type PublicConfig = {
  /** Origin of the realtime process; empty where a proxy puts it on the site's own. */
  realtimeUrl: string;
  demo: boolean;
};

const Config = createContext<PublicConfig>({ realtimeUrl: '', demo: false });

export const usePublicConfig = () => useContext(Config);

function newQueryClient() {
  return new QueryClient({
    defaultOptions: {
      // A ticket's page answers without a network; whether there is one shows by asking.
      mutations: { networkMode: 'always' },
      queries: {
        networkMode: 'always',
        staleTime: 10_000,
        // A refusal stays a refusal; a fault or a lost network passes, and the page heals by itself.
        retry: (_, error) => mayPass(error),
        retryDelay: againAfterMs,
      },
    },
  });
}

type Props = { config: PublicConfig; renderedAt: number; children: ReactNode };

export function Providers(props: Props) {
  const [client] = useState(newQueryClient);
  return (
    <Config value={props.config}>
      <RenderedAt value={props.renderedAt}>
        <QueryClientProvider client={client}>{props.children}</QueryClientProvider>
      </RenderedAt>
    </Config>
  );
}
