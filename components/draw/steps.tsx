'use client';

import { CircleAlert, CircleCheck, CircleDashed, CircleX } from 'lucide-react';
import { useLocale, useTranslations } from 'next-intl';
import { cn } from '@/components/ui/cn';
import type { DrawView, PlaceProof } from '@/server/waiting-room/draw/draw.schema';
import type { Step } from '@/server/waiting-room/draw/verifier/verify';
import type { Seen } from './remember';
import { timeToTheSecond } from './times';

const marks = {
  proven: { icon: CircleCheck, look: 'text-good' },
  unproven: { icon: CircleAlert, look: 'text-warn' },
  wrong: { icon: CircleX, look: 'text-bad' },
  pending: { icon: CircleDashed, look: 'text-faint' },
};

const shown = ['commitment', 'list', 'time', 'beacon', 'key', 'place', 'number'] as const;
type Shown = (typeof shown)[number];

type Props = {
  draw: DrawView;
  proof: PlaceProof | undefined;
  steps: Step[];
  seen: Seen | null;
};

/** The draw in the order in which it happened: each step with what it shows, in words, and the values behind it. */
export function Steps({ draw, proof, steps, seen }: Props) {
  const t = useTranslations('draw');
  const values = useValues(draw, proof, seen);
  return (
    <section className="grid gap-3">
      <h2 className="text-lg font-semibold">{t('stepsTitle')}</h2>
      <ol className="grid overflow-hidden rounded-lg border border-line bg-surface">
        {shown.map((name) => (
          <Line
            key={name}
            name={name}
            state={steps.find(({ step }) => step === name)?.state ?? 'pending'}
            values={values[name]}
          />
        ))}
      </ol>
    </section>
  );
}

type Value = [label: string, value: string];
type LineProps = { name: Shown; state: keyof typeof marks; values: Value[] };

function Line({ name, state, values }: LineProps) {
  const t = useTranslations('draw');
  const { icon: Icon, look } = marks[state];
  const isCaution = state === 'unproven' && (name === 'time' || name === 'beacon');
  return (
    <li data-state={state} className="flex gap-3 border-line p-4 not-first:border-t">
      <Icon aria-hidden className={cn('mt-0.5 size-5 shrink-0', look)} />
      <div className="grid min-w-0 flex-1 gap-1">
        <h3 className="font-semibold">
          {t(`steps.${name}.title`)}
          <span className={cn('ml-2 text-sm font-normal', look)}>{t(`states.${state}`)}</span>
        </h3>
        <p className="text-sm text-muted">
          {isCaution ? t(`steps.${name}.caution`) : t(`steps.${name}.body`)}
        </p>
        {values.length > 0 && <Values values={values} />}
      </div>
    </li>
  );
}

function Values({ values }: { values: Value[] }) {
  const t = useTranslations('draw');
  return (
    <details className="text-sm">
      <summary className="inline-flex min-h-6 cursor-pointer items-center text-accent">
        {t('values')}
      </summary>
      <dl className="mt-2 grid gap-2 rounded-md bg-sunken p-3">
        {values.map(([label, value]) => (
          <div key={label} className="grid gap-0.5">
            <dt className="text-xs text-muted">{label}</dt>
            <dd className="font-mono text-xs break-all tabular-nums">{value}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}

/** The values of each step, as far as the draw has come. */
function useValues(
  draw: DrawView,
  proof: PlaceProof | undefined,
  seen: Seen | null,
): Record<Shown, Value[]> {
  const t = useTranslations('draw.value');
  const locale = useLocale();
  const { commitment, list, result } = draw;
  const at = (iso: string | null | undefined) => iso && timeToTheSecond(iso, locale);
  const given = (...pairs: [label: string, value: string | number | null | undefined][]) =>
    pairs.flatMap(([label, value]): Value[] =>
      value === null || value === undefined || value === '' ? [] : [[label, String(value)]],
    );
  return {
    commitment: given(
      [t('seedHash'), commitment.seedHash],
      [t('committedAt'), at(commitment.committedAt)],
      [t('seed'), result?.seed],
    ),
    list: given(
      [t('size'), list?.size],
      [t('root'), list?.root],
      [t('signature'), list?.signature],
    ),
    time: given(
      [t('rootAt'), at(list?.rootAt)],
      [t('roundAt'), at(commitment.roundAt)],
      [t('seenAt'), at(seen?.rootSeenAt)],
    ),
    beacon: given(
      [t('round'), commitment.round],
      [t('beaconKey'), commitment.beacon?.publicKey],
      [t('beaconSignature'), result?.beacon?.signature],
      [t('beaconValue'), result?.beacon?.value],
    ),
    key: given([t('algorithm'), draw.algorithm], [t('key'), result?.key]),
    place: given(
      [t('ticket'), proof?.ticket],
      [t('salt'), proof?.salt],
      [t('path'), proof?.path.join(' ')],
    ),
    number: given([t('number'), proof?.number]),
  };
}
