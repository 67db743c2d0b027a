'use client';

import { useTranslations } from 'next-intl';
import { useEffect, useMemo, useRef, useState } from 'react';
import { isRefusal } from '@/components/api/client';
import { useRefusalText } from '@/components/api/use-refusal';
import { nameSeat } from '@/components/format/seat';
import { queuePath } from '@/components/format/sale';
import { GradeMark } from '@/components/ui/grade-mark';
import { Price } from '@/components/ui/price';
import { useSeatLabel } from '@/components/ui/seat-label';
import { Skeleton } from '@/components/ui/skeleton';
import { toast } from '@/components/ui/toast';
import type { ScheduleDetail } from '@/server/schedules/schedules.schema';
import type { Grade } from '@/server/venues/layout.schema';
import { BestAvailable } from './best-available';
import type { SeatMapEngine } from './engine/engine';
import type { SeatModel } from './engine/model';
import { GradePicker } from './grade-picker';
import { lostSeats } from './hold-keeper';
import { countByGrade } from './list';
import { PassGuard } from './pass-guard';
import { SeatList } from './seat-list';
import { type LostSeat, SeatMap } from './seat-map';
import { type SeatView, SeatsHeader } from './seats-header';
import { Orphaned, Tray, TrayBar, type TraySeat } from './tray';
import { useHold } from './use-hold';
import { useModelVersion } from './use-model';
import { useOrphans } from './use-orphans';
import { usePay } from './use-pay';
import { type Seats, useSeats } from './use-seats';

/** Where seats are chosen: the whole screen is the map, and all that is not map helps to choose. */
export function SeatsScreen({ schedule }: { schedule: ScheduleDetail }) {
  const [view, setView] = useState<SeatView>('map');
  const t = useTranslations('seatMap');
  const seats = useSeats(schedule.id);
  const { model, outlook } = seats;
  const coming = <Coming schedule={schedule} />;
  return (
    <div data-fullscreen className="fixed inset-0 z-30 flex flex-col bg-bg">
      <SeatsHeader schedule={schedule} view={view} onView={setView} />
      {outlook !== 'live' && (
        <p role="status" className="bg-warn-soft px-4 py-2 text-sm text-warn">
          {t(outlook)}
        </p>
      )}
      <PassGuard scheduleId={schedule.id} coming={coming}>
        {(pass) =>
          model ? (
            <Chooser schedule={schedule} seats={seats} model={model} pass={pass} view={view} />
          ) : (
            coming
          )
        }
      </PassGuard>
    </div>
  );
}

/** What the server knows already: grades and prices, in their place, while the map and the pass are on their way. */
function Coming({ schedule }: { schedule: ScheduleDetail }) {
  const offers = schedule.grades.map(({ grade, price, seatsLeft }) => ({
    grade,
    price,
    left: seatsLeft,
  }));
  return (
    <div inert className="flex min-h-0 flex-1">
      <Skeleton className="m-4 flex-1 rounded-lg" />
      <aside className={asideClass}>
        <GradePicker offers={offers} grade={null} onGrade={() => undefined} />
        <Skeleton className="h-11" />
        <BestHint />
      </aside>
    </div>
  );
}

const asideClass =
  'grid w-96 shrink-0 grid-cols-[minmax(0,1fr)] content-start gap-4 overflow-y-auto border-l border-line p-4 max-md:hidden';

type ChooserProps = {
  schedule: ScheduleDetail;
  seats: Seats;
  model: SeatModel;
  pass: string;
  view: SeatView;
};

function Chooser({ schedule, seats: followed, model, pass, view }: ChooserProps) {
  const [grade, setGrade] = useState<Grade | null>(null);
  const [count, setCount] = useState(2);
  const [engine, setEngine] = useState<SeatMapEngine | null>(null);
  const t = useTranslations('seatMap');
  const refusalText = useRefusalText();
  const choice = useChoice(schedule, followed, model, pass, (error) => {
    toast.error(grade ? refusalText(error) : t('allGone'));
    setGrade(null);
    followed.look(); // the map was behind
  });
  const { hold, chosen, seats, isAsking, isLocal, toggle, lost, keeper, pay } = choice;
  const offers = useOffers(schedule, model);
  const prices = useMemo(
    () => new Map(schedule.grades.map((offer) => [offer.grade, offer.price])),
    [schedule.grades],
  );
  const isAway = followed.outlook === 'away';
  const room = schedule.seatsPerPersonMax - seats.length;
  const open = offers.filter(({ left }) => left > 0).map((offer) => offer.grade);
  const wanted = grade ? open.filter((each) => each === grade) : open;
  const takeBest = async () => {
    const held = await keeper.takeBest(wanted, Math.min(count, room));
    const newest = held?.seats.at(-1);
    if (newest) engine?.flyToSeat(newest.seatId);
  };
  const picker = <GradePicker offers={offers} grade={grade} onGrade={setGrade} />;
  const bestButton = (
    <BestAvailable
      grade={grade}
      count={Math.max(1, Math.min(count, room))}
      max={room}
      isBusy={isAsking}
      isOff={isAway || wanted.length === 0}
      onCount={setCount}
      onTake={() => void takeBest()}
    />
  );
  const alone = useOrphans(schedule, model, isLocal ? none : chosen);
  const orphans = alone.map(choice.nameOf).join(', ');
  const tray = { hold, seats, isAsking, isLocal, orphans, onRemove: toggle, ...pay };
  return (
    <div className="flex min-h-0 flex-1 max-md:flex-col">
      <div className="relative min-h-0 min-w-0 flex-1">
        {view === 'map' ? (
          <SeatMap
            model={model}
            chosen={chosen}
            alone={alone}
            grade={grade}
            lost={lost}
            describe={(seat) => choice.describe(seat, alone.includes(seat))}
            onSeat={toggle}
            onReady={setEngine}
          />
        ) : (
          <SeatList {...{ model, chosen, alone, grade, prices }} onSeat={toggle} />
        )}
      </div>
      <aside className={asideClass}>
        {picker}
        {!isLocal && bestButton}
        {!isLocal && <BestHint />}
        <Tray {...tray} />
      </aside>
      <div className="grid grid-cols-[minmax(0,1fr)] gap-2 border-t border-line bg-bg px-4 pt-2 pb-[max(12px,env(safe-area-inset-bottom))] md:hidden">
        <div className="-mx-4 overflow-x-auto px-3">{picker}</div>
        {!isLocal && seats.length < schedule.seatsPerPersonMax && bestButton}
        {seats.length > 0 && <Orphaned orphans={orphans} />}
        {seats.length > 0 && <TrayBar {...tray} />}
      </div>
    </div>
  );
}

function BestHint() {
  const t = useTranslations('seatMap.best');
  return <p className="-mt-2 text-sm text-muted">{t('hint')}</p>;
}

/** Seats left by grade as the map has them, a little later than the map shows them. */
function useOffers(schedule: ScheduleDetail, model: SeatModel) {
  const version = useModelVersion(model);
  return useMemo(() => {
    void version;
    const left = countByGrade(model);
    return schedule.grades.map(({ grade, price }) => ({
      grade,
      price,
      left: left.get(grade) ?? 0,
    }));
  }, [schedule.grades, model, version]);
}

/** One's seats with their names, and what is said when one of them cannot be had. `onSoldOut`: none of a grade is left. */
function useChoice(
  schedule: ScheduleDetail,
  { outlook, look }: Seats,
  model: SeatModel,
  pass: string,
  onSoldOut: (error: unknown) => void,
) {
  const t = useTranslations('seatMap');
  const label = useSeatLabel();
  const refusalText = useRefusalText();
  const [lost, setLost] = useState<LostSeat | null>(null);
  const nameOf = (seat: number) => {
    const name = nameSeat(model.layout, seat);
    return name ? label(name) : '';
  };
  const priceOf = (grade: Grade) =>
    schedule.grades.find((offer) => offer.grade === grade)?.price ?? 0;
  const onLost = (seats: number[]) => {
    model.apply(seats.map((seat) => [seat, 1] as const));
    setLost((known) => ({ seat: seats[0], id: (known?.id ?? 0) + 1 }));
    toast.warning(t('lostSeats', { seat: seats.map(nameOf).join(', ') }));
  };
  const onRefused = (error: unknown) => {
    // Whether seats can be held has changed: the page says what that means, and goes on by itself.
    if (isRefusal(error, 'seats_away', 'hold_required')) return look();
    if (isRefusal(error, 'sold_out')) return onSoldOut(error);
    toast.error(refusalText(error));
    if (isRefusal(error, 'pass_required')) location.assign(queuePath(schedule.id));
  };
  const held = useHold({
    scheduleId: schedule.id,
    pass,
    outlook,
    onLost,
    onRefused,
    onExpired: () => toast.warning(t('expired'), { duration: 10_000 }),
  });
  const { keeper, isLocal, chosen } = held;
  const lose = (lostOnes: number[]) => {
    keeper.drop(lostOnes);
    onLost(lostOnes);
  };
  const pay = usePay({
    scheduleId: schedule.id,
    pass,
    hold: held.hold,
    chosen: isLocal ? chosen : null,
    onRefused: (error) => {
      const gone = lostSeats(error);
      if (isLocal && gone.length > 0) lose(gone);
      else onRefused(error);
    },
  });
  useGone(model, isLocal && !pay.isPaying ? chosen : none, lose);
  const gradeOf = (seat: number) => model.sections[model.sectionOf[seat]].grade;
  const seats = held.chosen.map((seat): TraySeat => {
    const grade = gradeOf(seat);
    return { seat, grade, price: priceOf(grade), name: nameOf(seat) };
  });
  const toggle = (seat: number) => {
    const isMine = held.chosen.includes(seat);
    if (!isMine && !model.isAvailable(seat)) toast(t('notFree'));
    else if (!isMine && seats.length >= schedule.seatsPerPersonMax)
      toast(t('limit', { count: schedule.seatsPerPersonMax }));
    else void held.keeper.toggle(seat);
  };
  const describe = (seat: number, isAlone: boolean) => (
    <span className="grid gap-1">
      {nameOf(seat)}
      {isAlone && <span className="text-warn">{t('state.alone')}</span>}
      <span className="flex gap-2 font-normal">
        <GradeMark grade={gradeOf(seat)} />
        <Price amount={priceOf(gradeOf(seat))} />
      </span>
    </span>
  );
  return { ...held, seats, lost, toggle, describe, nameOf, pay };
}

const none: readonly number[] = [];

/** Tells of seats that were chosen without a hold and that the map now shows as somebody's. */
function useGone(
  model: SeatModel,
  chosen: readonly number[],
  onGone: (seats: number[]) => void,
): void {
  const latest = useRef(onGone);
  useEffect(() => {
    latest.current = onGone;
  });
  useEffect(
    () =>
      model.subscribe((changed) => {
        const gone = chosen.filter((seat) => changed.includes(seat) && !model.isAvailable(seat));
        if (gone.length > 0) latest.current(gone);
      }),
    [model, chosen],
  );
}
