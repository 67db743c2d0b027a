import { step } from '@/scripts/lib/say';
import { type ArrivalCurve, arrivalsOf, openRun } from '../arrivals';
import type { Habits } from '../crowd/plan';
import { mintFans } from '../people';
import { makeSale } from '../sale';
import { type PhaseResult, type Stage, thinking } from '../simulation';

export type JourneyTerms = {
  name: string;
  fans: number;
  seats: number;
  rate: number;
  capacity: number;
  lobbyS: number;
  think: number;
  curve?: Omit<ArrivalCurve, 'lobbyS'>;
  habits?: Partial<Habits>;
};

/** Between the sale being made and the first who arrives. */
const leadS = 1;
/** Behind the last admission that the rate allows: the slowest fan's shopping, several times over. */
const graceS = 300;

/** Everybody through one sale: the lobby, the draw, the line, the seats, the money. */
export async function playJourney(stage: Stage, terms: JourneyTerms): Promise<PhaseResult> {
  const { name, fans, seats, rate, capacity, lobbyS, think } = terms;
  stage.set({ fans, seats, rate, capacity, lobbyS, think });
  const people = await step(`${fans.toLocaleString('en')} fans with wallets`, () => mintFans(fans));
  const opensAt = Date.now() + (leadS + lobbyS) * 1_000;
  const sale = await makeSale({
    ...{ seats, capacity, admissionsPerMinute: rate },
    opensAt: new Date(opensAt),
  });
  stage.watch(sale);
  stage.opens(opensAt);
  const untilLobby = (opensAt - Date.now()) / 1_000;
  const curve = { ...openRun, ...terms.curve, lobbyS: untilLobby };
  return stage.phase(name, {
    kind: 'fans',
    ...{ scheduleId: sale.scheduleIds[0]!, opensAt, people, grades: sale.grades },
    arrivalsMs: arrivalsOf(fans, curve, stage.random),
    habits: { ...thinking(think), ...terms.habits },
    endsAfterMs: (untilLobby + (fans / rate) * 60 + graceS) * 1_000,
  });
}
