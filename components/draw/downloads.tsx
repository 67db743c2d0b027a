'use client';

import { Download } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { usePublicConfig } from '@/components/api/provider';
import { useRefusalText } from '@/components/api/use-refusal';
import { Button } from '@/components/ui/button';
import { Notice } from '@/components/ui/notice';
import type { DrawView } from '@/server/waiting-room/draw/draw.schema';
import { askReceipt, queueUrl } from './use-draw';

type Props = { draw: DrawView; scheduleId: string; hasPlace: boolean };

/** What one can take along: the whole draw, to be checked without us, and one's own signed receipt. */
export function Downloads({ draw, scheduleId, hasPlace }: Props) {
  const t = useTranslations('draw');
  const { realtimeUrl } = usePublicConfig();
  const refusalText = useRefusalText();
  const [busy, setBusy] = useState<string | null>(null);
  const [error, setError] = useState<unknown>(null);
  const save = async (name: string, read: () => Promise<Blob>) => {
    setBusy(name);
    setError(null);
    await read()
      .then((blob) => saveAs(blob, name))
      .catch(setError);
    setBusy(null);
  };
  const readDraw = () => readFile(queueUrl(realtimeUrl, scheduleId, '/draw/file'));
  const readReceipt = async () =>
    new Blob([JSON.stringify(await askReceipt(realtimeUrl, scheduleId), null, 2)]);
  return (
    <section className="grid gap-3">
      <h2 className="text-lg font-semibold">{t('downloads.title')}</h2>
      <p className="max-w-prose text-sm text-muted">{t('downloads.body')}</p>
      <div className="flex flex-wrap gap-2">
        <Button
          variant="secondary"
          disabled={!draw.result}
          busy={busy === 'draw.json'}
          onClick={() => void save('draw.json', readDraw)}
        >
          <Download aria-hidden className="size-4" />
          {t('downloads.draw')}
        </Button>
        <Button
          variant="secondary"
          disabled={!hasPlace}
          busy={busy === 'receipt.json'}
          onClick={() => void save('receipt.json', readReceipt)}
        >
          <Download aria-hidden className="size-4" />
          {t('downloads.receipt')}
        </Button>
      </div>
      {error !== null && <Notice tone="bad" live title={refusalText(error)} />}
      <p className="text-sm text-muted">
        {t('downloads.command')}{' '}
        <code className="rounded-md bg-sunken px-1.5 py-0.5 font-mono text-xs break-all">
          npm run verify-draw -- draw.json receipt.json
        </code>
      </p>
    </section>
  );
}

async function readFile(url: string): Promise<Blob> {
  const { errorOf } = await import('@/components/api/client');
  const response = await fetch(url, { credentials: 'include' });
  if (!response.ok) throw await errorOf(response);
  return response.blob();
}

function saveAs(blob: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}
