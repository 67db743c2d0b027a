'use client';

import { Search } from 'lucide-react';
import Form from 'next/form';
import { useTranslations } from 'next-intl';
import { useEffect, useRef, type ReactNode } from 'react';
import { Button } from '@/components/ui/button';
import { Input } from '@/components/ui/field';

type Props = { action: string; query: string; placeholder: string; children?: ReactNode };

/**
 * A table's filters, kept in the URL: they survive a reload and can be sent to a colleague. `/` goes to the
 * search; a select among the children filters at once.
 */
export function FilterBar({ action, query, placeholder, children }: Props) {
  const t = useTranslations('admin.filter');
  const search = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const typing =
        event.target instanceof Element && event.target.closest('input, textarea, select');
      if (event.key !== '/' || event.ctrlKey || event.metaKey || typing) return;
      event.preventDefault();
      search.current?.focus();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);
  return (
    <Form
      action={action}
      role="search"
      aria-label={placeholder}
      className="mb-4 flex flex-wrap items-center gap-2"
      onChange={(event) => {
        if (event.target instanceof HTMLSelectElement) event.currentTarget.requestSubmit();
      }}
    >
      <Input
        ref={search}
        type="search"
        name="query"
        key={query}
        defaultValue={query}
        maxLength={100}
        placeholder={placeholder}
        aria-label={placeholder}
        aria-keyshortcuts="/"
        className="min-w-48 flex-1 text-sm md:min-h-9 md:max-w-80"
      />
      {children}
      <Button type="submit" variant="secondary" size="sm">
        <Search aria-hidden className="size-4" />
        {t('apply')}
      </Button>
    </Form>
  );
}
