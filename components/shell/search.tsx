'use client';

import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Search as Glass } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useDeferredValue, useEffect, useId, useState, type KeyboardEvent } from 'react';
import { api } from '@/components/api/client';
import { cn } from '@/components/ui/cn';
import type { ConcertPage } from '@/server/concerts/concerts.schema';

// Posters are drawn by code, so the list loads with the first letter and not with the page.
const SearchResults = dynamic(() => import('./search-results'));

const resultsMax = 6;
const pauseMs = 120;

type Props = { className?: string; autoFocus?: boolean; onLeave?: () => void };

/** Answers while one types. Arrows choose, Enter opens, Escape closes; Enter alone lists everything. */
export function Search({ className, autoFocus, onLeave }: Props) {
  const t = useTranslations('common.search');
  const list = useId();
  const router = useRouter();
  const [text, setText] = useState('');
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState(-1);
  const query = useSettled(text.trim());
  const found = useConcerts(query);
  const concerts = found.data?.concerts ?? [];
  const shown = open && query !== '' && text.trim() !== '';

  const leave = (path: string) => {
    setOpen(false);
    setActive(-1);
    router.push(path);
    onLeave?.();
  };
  const submit = () => {
    const chosen = shown ? concerts[active] : undefined;
    if (chosen) leave(`/concerts/${chosen.id}`);
    else if (text.trim()) leave(`/concerts?query=${encodeURIComponent(text.trim())}`);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape' && shown) {
      event.stopPropagation();
      setOpen(false);
      return;
    }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || !concerts.length) return;
    event.preventDefault();
    setOpen(true);
    setActive((now) => ((now + step + 1 + concerts.length + 1) % (concerts.length + 1)) - 1);
  };

  return (
    <form
      role="search"
      action="/concerts"
      className={cn('relative w-full', className)}
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <Glass
        aria-hidden
        className="pointer-events-none absolute top-3.5 left-3 size-4 text-muted"
      />
      <input
        name="query"
        type="text"
        inputMode="search"
        autoComplete="off"
        maxLength={60}
        autoFocus={autoFocus}
        role="combobox"
        aria-label={t('label')}
        aria-expanded={shown}
        aria-controls={list}
        aria-autocomplete="list"
        aria-activedescendant={shown && active >= 0 ? `${list}-${active}` : undefined}
        placeholder={t('placeholder')}
        value={text}
        onFocus={() => setOpen(true)}
        onBlur={() => setOpen(false)}
        onChange={(event) => {
          setText(event.target.value);
          setActive(-1);
          setOpen(true);
        }}
        onKeyDown={onKeyDown}
        className="min-h-11 w-full rounded-md border border-edge bg-surface pr-3 pl-9 text-base placeholder:text-faint"
      />
      <p className="sr-only" role="status">
        {shown && found.data ? t('count', { count: found.data.total }) : ''}
      </p>
      {shown && (found.data || found.isError) && (
        <SearchResults
          id={list}
          query={query}
          failed={found.isError}
          concerts={concerts}
          active={active}
          onPick={leave}
        />
      )}
    </form>
  );
}

function useConcerts(query: string) {
  const search = new URLSearchParams({ query, size: String(resultsMax), sort: 'soonest' });
  return useQuery({
    queryKey: ['search', query],
    enabled: query !== '',
    placeholderData: keepPreviousData,
    retry: 1, // then it says so, while one can still type
    queryFn: ({ signal }) => api.get<ConcertPage>(`/concerts?${search}`, { signal }),
  });
}

/** The text once the typing paused: Hangul passes through half-built syllables. */
function useSettled(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), pauseMs);
    return () => clearTimeout(timer);
  }, [text]);
  return useDeferredValue(settled);
}
