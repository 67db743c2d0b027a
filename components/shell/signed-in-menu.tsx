'use client';

import { useQueryClient } from '@tanstack/react-query';
import { CircleUserRound } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { DropdownMenu as Menu } from 'radix-ui';
import type { Me } from '@/components/api/use-session';
import { dropOfflineTickets } from '@/components/ticket/offline';
import { buttonClass } from '@/components/ui/button';
import { cn } from '@/components/ui/cn';
import { Link } from '@/components/ui/link';

const item = cn(
  'flex min-h-11 w-full items-center rounded-md px-3 text-sm outline-none select-none',
  'data-highlighted:bg-sunken cursor-pointer',
);

export default function SignedInMenu({ me }: { me: Me }) {
  const t = useTranslations('common.nav');
  const signOut = useSignOut();
  const pages = [
    { href: '/my', name: t('my') },
    { href: '/my/tickets', name: t('tickets') },
    { href: '/my/wallet', name: t('wallet') },
    ...(me.role === 'FAN'
      ? []
      : [
          { href: '/door', name: t('door') },
          { href: '/admin', name: t('admin') },
        ]),
  ];
  return (
    <Menu.Root modal={false}>
      <Menu.Trigger
        aria-label={`${t('account')}: ${me.name}`}
        className={cn(buttonClass({ variant: 'quiet', size: 'sm' }), 'max-w-40 min-w-18 shrink')}
      >
        <CircleUserRound aria-hidden className="size-5" />
        <span className="truncate">{me.name}</span>
      </Menu.Trigger>
      <Menu.Portal>
        <Menu.Content
          align="end"
          sideOffset={4}
          className="appear z-50 w-56 rounded-lg border border-line bg-surface p-2 shadow-raised"
        >
          <Menu.Label className="truncate px-3 py-2 text-xs text-muted">{me.email}</Menu.Label>
          {pages.map((page) => (
            <Menu.Item key={page.href} asChild className={item}>
              <Link href={page.href}>{page.name}</Link>
            </Menu.Item>
          ))}
          <Menu.Separator className="my-2 h-px bg-line" />
          <Menu.Item className={item} onSelect={() => void signOut()}>
            {t('signOut')}
          </Menu.Item>
        </Menu.Content>
      </Menu.Portal>
    </Menu.Root>
  );
}

function useSignOut() {
  const client = useQueryClient();
  return async () => {
    const { csrfToken } = (await (await fetch('/api/auth/csrf')).json()) as { csrfToken: string };
    await fetch('/api/auth/signout', {
      method: 'POST',
      body: new URLSearchParams({ csrfToken, json: 'true' }),
    });
    client.clear();
    await dropOfflineTickets();
    // A whole load: nothing of the person may stay in memory.
    window.location.assign('/');
  };
}
