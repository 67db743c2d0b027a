import type { ReactNode } from 'react';
import { Notice } from '@/components/ui/notice';

/** What went wrong with the form, read out at once. */
export function AuthError({ children }: { children: ReactNode }) {
  return (
    <div role="alert">
      <Notice tone="bad">{children}</Notice>
    </div>
  );
}
