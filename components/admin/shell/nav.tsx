'use client';

import { LayoutDashboard, MailX, Music, ScanLine, TicketCheck, Users } from 'lucide-react';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useEffect, useRef } from 'react';
import { cn } from '@/components/ui/cn';

const places = [
  { href: '/admin', name: 'overview', icon: LayoutDashboard },
  { href: '/admin/concerts', name: 'concerts', icon: Music },
  { href: '/admin/reservations', name: 'reservations', icon: TicketCheck },
  { href: '/admin/people', name: 'people', icon: Users, adminOnly: true },
  { href: '/admin/dead-letters', name: 'deadLetters', icon: MailX, adminOnly: true },
  { href: '/door', name: 'door', icon: ScanLine },
] as const;

/** A schedule's pages are its concert's. */
const isHere = (path: string, href: string) => {
  const place = path.replace(/^\/admin\/schedules\b/, '/admin/concerts');
  return href === '/admin' ? place === href : place === href || place.startsWith(`${href}/`);
};

/** Beside the page where there is room, above it on a phone: there it scrolls sideways, to where one is. */
export function AdminNav({ admin }: { admin: boolean }) {
  const t = useTranslations('admin.nav');
  const path = usePathname();
  const here = places.find(({ href }) => isHere(path, href))?.href;
  const nav = useRef<HTMLElement>(null);
  useEffect(() => {
    const link = nav.current?.querySelector<HTMLElement>(`a[href="${here}"]`);
    if (link) nav.current!.scrollLeft = link.offsetLeft - 12;
  }, [here]);
  return (
    <nav
      ref={nav}
      aria-label={t('label')}
      className="relative border-line max-md:overflow-x-auto max-md:border-b md:border-r md:py-6"
    >
      <ul className="flex gap-1 px-3 py-2 md:sticky md:top-20 md:grid">
        {places
          .filter((place) => admin || !('adminOnly' in place))
          .map(({ href, name, icon: Icon }) => (
            <li key={href}>
              <Link
                href={href}
                aria-current={href === here ? 'page' : undefined}
                className={cn(
                  'flex min-h-11 items-center gap-2 rounded-md px-3 text-sm whitespace-nowrap text-muted md:min-h-9',
                  'hover:bg-sunken hover:text-ink',
                  'aria-[current=page]:bg-sunken aria-[current=page]:font-semibold aria-[current=page]:text-ink',
                )}
              >
                <Icon aria-hidden className="size-4" />
                {t(name)}
              </Link>
            </li>
          ))}
      </ul>
    </nav>
  );
}
