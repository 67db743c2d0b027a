'use client';

import { useLocale, useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { useRefusalText } from '@/components/api/use-refusal';
import { buttonClass } from '@/components/ui/button';
import { Link } from '@/components/ui/link';
import { Notice } from '@/components/ui/notice';
import type { DrawView } from '@/server/waiting-room/draw/draw.schema';
import type { Step } from '@/server/waiting-room/draw/verifier/verify';
import { timeToTheSecond } from './times';
import type { useProof } from './use-draw';

type Props = {
  draw: DrawView;
  proof: ReturnType<typeof useProof>;
  steps: Step[] | undefined;
  failed: boolean;
  /** Not the promise or the list that this browser was shown before. */
  another: boolean;
};

/** What came of it in one look: my number, and whether everything holds. */
export function Verdict({ draw, proof, steps, failed, another }: Props) {
  const t = useTranslations('draw');
  const number = proof.data?.number ?? null;
  const lane = proof.data?.presaleNumber ?? null;
  return (
    <section className="grid gap-4 rounded-lg border border-line bg-surface p-6">
      {number !== null && (
        <p className="grid gap-1">
          <span className="text-sm text-muted">{t('myNumber')}</span>
          <strong className="text-3xl font-bold tabular-nums">{number.toLocaleString()}</strong>
          <span className="text-sm text-muted">{t('ofPeople', { count: draw.list!.size })}</span>
        </p>
      )}
      {number !== null && lane !== null && (
        <p className="text-sm text-muted">{t('presale', { number: lane })}</p>
      )}
      {another ? (
        <Said tone="bad" of="another" />
      ) : (
        <Outcome draw={draw} steps={steps} failed={failed} />
      )}
      {draw.result && draw.commitment.beacon?.source === 'local' && (
        <Notice title={t('rehearsal')}>{t('rehearsalBody')}</Notice>
      )}
      <Mine draw={draw} proof={proof} />
    </section>
  );
}

function Outcome({ draw, steps, failed }: Pick<Props, 'draw' | 'steps' | 'failed'>) {
  const t = useTranslations('draw');
  const locale = useLocale();
  const times = {
    freezesAt: timeToTheSecond(draw.freezesAt, locale),
    opensAt: timeToTheSecond(draw.opensAt, locale),
  };
  const has = (state: Step['state']) => steps?.some((step) => step.state === state);
  if (has('wrong')) return <Said tone="bad" of="wrong" />;
  if (failed) return <Said tone="warn" of="unchecked" />;
  if (draw.state === 'nobody') return <Said tone="info" of="nobody" />;
  if (!draw.result) {
    const before = draw.state === 'frozen' ? 'frozen' : 'committed';
    return <Said tone="info" of={before} body={t(`outcome.${before}Body`, times)} />;
  }
  if (!steps) return <Said tone="info" of="checking" />;
  if (has('unproven')) return <Said tone="warn" of="unproven" />;
  const isRehearsal = draw.commitment.beacon?.source === 'local';
  return (
    <Said tone="good" of="proven" body={isRehearsal ? t('outcome.rehearsedBody') : undefined} />
  );
}

type Outcomes =
  | 'another'
  | 'unchecked'
  | 'wrong'
  | 'nobody'
  | 'frozen'
  | 'committed'
  | 'checking'
  | 'unproven'
  | 'proven';
type SaidProps = { tone: 'good' | 'warn' | 'bad' | 'info'; of: Outcomes; body?: ReactNode };

function Said({ tone, of, body }: SaidProps) {
  const t = useTranslations('draw.outcome');
  return (
    <Notice tone={tone} live title={t(of)}>
      {body ?? t(`${of}Body`, { freezesAt: '', opensAt: '' })}
    </Notice>
  );
}

/** Why there is nothing of one's own to check. */
function Mine({ draw, proof }: Pick<Props, 'draw' | 'proof'>) {
  const t = useTranslations('draw');
  const refusalText = useRefusalText();
  if (proof.isSignedOut)
    return (
      <p className="flex flex-wrap items-center gap-x-4 gap-y-2 text-sm text-muted">
        {t('signInBody')}
        <Link
          href={`/sign-in?next=/draw/${draw.scheduleId}`}
          className={buttonClass({ variant: 'secondary', size: 'sm' })}
        >
          {t('signIn')}
        </Link>
      </p>
    );
  return proof.error ? <p className="text-sm text-muted">{refusalText(proof.error)}</p> : null;
}
