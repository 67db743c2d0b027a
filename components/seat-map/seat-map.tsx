'use client';

import { Maximize, Minus, Plus } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { groupDigits } from '@/components/format/money';
import type { Grade } from '@/server/venues/layout.schema';
import { SeatMapEngine } from './engine/engine';
import type { SeatModel } from './engine/model';
import { MapNote } from './map-note';
import { MiniMap } from './mini-map';

export type LostSeat = { seat: number; id: number };

type Props = {
  model: SeatModel;
  chosen: readonly number[];
  /** What the chosen ones would leave alone, where the schedule does not sell so. */
  alone: readonly number[];
  grade: Grade | null;
  /** The last seat that was wanted and went to somebody else. */
  lost: LostSeat | null;
  /** What a seat is called and costs. */
  describe: (seat: number) => ReactNode;
  onSeat: (seat: number) => void;
  onReady?: (engine: SeatMapEngine | null) => void;
};

const zoomStep = 1.8;

/** The map as React sees it: the engine's element, its buttons, the mini-map and notes on seats. */
export function SeatMap(props: Props) {
  const { model, chosen, alone, grade, lost, describe, onSeat, onReady } = props;
  const t = useTranslations('seatMap');
  const host = useRef<HTMLDivElement>(null);
  const [hovered, setHovered] = useState<number | null>(null);
  const engine = useEngine(host, model, { onSeat, onHover: setHovered, onReady });
  useEffect(() => engine?.setChosen(chosen), [engine, chosen]);
  useEffect(() => engine?.setAlone(alone), [engine, alone]);
  useEffect(() => engine?.setOnly(grade ? new Set([grade]) : null), [engine, grade]);
  useEffect(() => {
    if (lost) engine?.showLost(lost.seat);
  }, [engine, lost]);
  return (
    <div className="relative size-full overflow-hidden bg-sunken">
      <div
        ref={host}
        role="application"
        aria-label={t('map.label')}
        aria-describedby="map-help"
        tabIndex={0}
        className="absolute inset-0 touch-none select-none focus-visible:-outline-offset-4"
      />
      <p id="map-help" className="sr-only">
        {t('map.help')}
      </p>
      {engine && hovered !== null && (
        <MapNote engine={engine} seat={hovered}>
          {describe(hovered)}
        </MapNote>
      )}
      {engine && lost && (
        <MapNote key={lost.id} engine={engine} seat={lost.seat} tone="bad" lastsMs={4_000}>
          {t('lost')}
        </MapNote>
      )}
      {engine && <MiniMap engine={engine} label={t('map.mini')} />}
      <div className="absolute right-3 bottom-3 grid overflow-hidden rounded-md border border-line bg-surface">
        <MapButton label={t('map.zoomIn')} onClick={() => engine?.zoomBy(zoomStep)}>
          <Plus aria-hidden className="size-5" />
        </MapButton>
        <MapButton label={t('map.zoomOut')} onClick={() => engine?.zoomBy(1 / zoomStep)}>
          <Minus aria-hidden className="size-5" />
        </MapButton>
        <MapButton label={t('map.fit')} onClick={() => engine?.fit()}>
          <Maximize aria-hidden className="size-5" />
        </MapButton>
      </div>
    </div>
  );
}

function MapButton(props: { label: string; onClick: () => void; children: ReactNode }) {
  return (
    <button
      type="button"
      aria-label={props.label}
      title={props.label}
      onClick={props.onClick}
      className="grid size-11 place-items-center border-line not-first:border-t hover:bg-sunken focus-visible:-outline-offset-2"
    >
      {props.children}
    </button>
  );
}

type Handlers = {
  onSeat: (seat: number) => void;
  onHover: (seat: number | null) => void;
  onReady?: (engine: SeatMapEngine | null) => void;
};

/** One engine for a model; handlers may change without making a new one. */
function useEngine(
  host: React.RefObject<HTMLDivElement | null>,
  model: SeatModel,
  handlers: Handlers,
): SeatMapEngine | null {
  const t = useTranslations('seatMap');
  const [engine, setEngine] = useState<SeatMapEngine | null>(null);
  const latest = useRef(handlers);
  useEffect(() => {
    latest.current = handlers;
  });
  useEffect(() => {
    if (!host.current) return;
    const made = new SeatMapEngine(host.current, {
      model,
      words: {
        stage: t('stage'),
        left: (count) => t('leftShort', { count: groupDigits(count) }),
      },
      onSeat: (seat) => latest.current.onSeat(seat),
      onHover: (seat) => latest.current.onHover(seat),
    });
    // The names on the map are drawn in the site's face once it is there.
    void document.fonts?.ready.then(() => made.restyle());
    setEngine(made);
    latest.current.onReady?.(made);
    return () => {
      latest.current.onReady?.(null);
      setEngine(null);
      made.destroy();
    };
  }, [host, model, t]);
  return engine;
}
