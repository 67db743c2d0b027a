'use client';

import { useTranslations } from 'next-intl';
import { useEffect, useRef, type FormEvent } from 'react';
import { Button } from '@/components/ui/button';
import { Field, Input } from '@/components/ui/field';

/**
 * A code or a ticket's number, typed or sent by a hand-held scanner, which types and presses Enter. Typing
 * anywhere on the page lands here.
 */
export function CodeForm({ busy, onCode }: { busy: boolean; onCode: (code: string) => void }) {
  const t = useTranslations('door');
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const onKey = ({ key, target, ctrlKey, metaKey, altKey }: KeyboardEvent) => {
      const isElsewhere = target instanceof Element && target.closest('input, select, textarea');
      if (key.length === 1 && key !== ' ' && !isElsewhere && !ctrlKey && !metaKey && !altKey)
        input.current?.focus();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const code = input.current?.value.trim();
    if (!code || busy) return;
    onCode(code);
    input.current!.value = '';
    input.current!.focus();
  };
  return (
    <form onSubmit={submit} className="flex items-end gap-2">
      <Field label={t('code')} hint={t('codeHint')} className="min-w-0 flex-1">
        <Input
          ref={input}
          name="code"
          maxLength={200}
          autoComplete="off"
          autoCapitalize="characters"
          spellCheck={false}
          enterKeyHint="go"
          placeholder="7K3M-Q2XD-90AB-4TWZ"
        />
      </Field>
      <Button type="submit" busy={busy} className="mb-6">
        {t('check')}
      </Button>
    </form>
  );
}
