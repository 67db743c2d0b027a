'use client';

import { Link } from '@/components/ui/link';
import { usePathname } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { tabClass } from '@/components/ui/tabs';

const tabs = [
  { name: 'reservations', href: '/my' },
  { name: 'tickets', href: '/my/tickets' },
  { name: 'wallet', href: '/my/wallet' },
] as const;

/** Each a page of its own, with an address one can keep. */
export function MyTabs() {
  const t = useTranslations('my');
  const path = usePathname();
  return (
    <nav aria-label={t('nav')} className="border-b border-line">
      <ul className="flex gap-6">
        {tabs.map(({ name, href }) => (
          <li key={name}>
            <Link
              href={href}
              aria-current={path === href ? 'page' : undefined}
              className={tabClass}
            >
              {t(`tabs.${name}`)}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
