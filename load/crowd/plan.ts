import type { StepName } from '../report/run.schema';

/** How everybody of the crowd ends, and nobody in two ways or in none. */
export const outcomes = ['ticket', 'cancelled', 'sold_out', 'left', 'refused', 'failed'] as const;
export type Outcome = (typeof outcomes)[number];

/** Somebody who is signed in; `pass`: who is inside already. */
export type Credential = { token: string; pass?: string };

export type Target = { web: string; realtime: string };

export type Stage = { target: number; seconds: number };

/** What one visit does; each step is one request. */
export const visits = ['wallet', 'charge', 'place', 'arrive', 'look', 'browse', 'order'] as const;
export type Visit = (typeof visits)[number];

/** Somebody's time, in seconds: half of the people take longer. */
export type Habits = {
  /** Reacts to "it is your turn". */
  enterS: number;
  /** Looks at the map before choosing. */
  chooseS: number;
  /** Pays, once the seats are reserved. */
  payS: number;
  /** Shares of people, 0..1. */
  noShow: number;
  leaves: number;
  abandons: number;
  cancels: number;
  /** Of those who hold: chooses on the map, rather than taking the best there are. */
  choosesOnMap: number;
};

/** Everybody through the line: who arrives when is in `arrivalsMs`, since the plan's start. */
export type FansPlan = {
  kind: 'fans';
  scheduleId: string;
  /** Unix ms. */
  opensAt: number;
  people: Credential[];
  arrivalsMs: number[];
  grades: string[];
  habits: Habits;
  /** Whoever is not done so long after the start gives up. */
  endsAfterMs: number;
};

/** Everybody at one instant for one seat. */
export type OneSeatPlan = {
  kind: 'one-seat';
  scheduleId: string;
  seatId: number;
  people: Credential[];
};

/** The same visit over and over: by so many people at once, or so many a second whatever the answers do. */
export type VisitsPlan = {
  kind: 'visits';
  visit: Visit;
  arrivals: 'people' | 'rate';
  /** What it begins with, and where it goes in each stage, in a straight line. */
  from: number;
  stages: Stage[];
  /** At a rate: more are never on their way at once, and who is due beyond them is dropped. */
  visitorsMax: number;
  scheduleIds: string[];
  concertId: string;
  grade: string;
  people: Credential[];
  /** Whether one person comes once only, as a buyer does, or again and again. */
  once: boolean;
};

export type Plan = { seed: number; target: Target } & (FansPlan | OneSeatPlan | VisitsPlan);

/** 0 well, 1 refused by right, 2 an error. */
export type Verdict = 0 | 1 | 2;
/** Unix ms when it ended, step, ms it took, verdict, code unless it went well. */
export type Sample = [number, StepName, number, Verdict, string?];

export type CrowdNews =
  | { kind: 'ready' }
  | { kind: 'samples'; samples: Sample[] }
  /** An error that is no answer to a request, such as a lost socket. */
  | { kind: 'fault'; code: string }
  | { kind: 'joined' }
  /** Somebody is inside; when they joined counts for the order of the waits. */
  | { kind: 'entered'; joinedAt: number; waitMs: number }
  | { kind: 'ended'; outcome: Outcome; seats: number; why?: string }
  | {
      kind: 'done';
      iterations: number;
      dropped: number;
      /** Visits that went to their end without an error. */
      whole: number;
      eventLoopP99Ms: number;
    };

export type CrowdOrder = { kind: 'run'; plan: Plan } | { kind: 'leave' };
