/** What the crowd says of how everybody ended, and what the site's books say of the same sale. */
export type Counted = {
  arrived: number;
  outcomes: Record<string, number>;
  /** Seats of those who say that they have tickets. */
  seats: number;
};

export type Booked = { seats: number; twice: number; seatsOnSale: number };

/** Everything in which the counts do not add up, each as a sentence; empty when they do. */
export function checkCounts({ arrived, outcomes, seats }: Counted, booked: Booked): string[] {
  const ended = Object.values(outcomes).reduce((sum, count) => sum + count, 0);
  const wrong: string[] = [];
  if (ended !== arrived)
    wrong.push(`${arrived} people arrived, and ${ended} of them ended somehow`);
  if (seats !== booked.seats)
    wrong.push(`people say that they have ${seats} seats, and ${booked.seats} are sold`);
  if (booked.twice > 0) wrong.push(`${booked.twice} seats are sold twice`);
  if (booked.seats > booked.seatsOnSale)
    wrong.push(`${booked.seats} seats are sold, of ${booked.seatsOnSale} on sale`);
  return wrong;
}
