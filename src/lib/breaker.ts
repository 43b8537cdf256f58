/** Circuit breakers in memory: which of them let nothing through, and who may try whether one can be closed again. */

/** One circuit, as its owner knows it. Those that work need not be told. */
export interface BrokenCircuit {
  /** Circuits of one group may be asked about together. */
  group: string;
  name: string;
  since: Date;
  nextTryAt: Date;
  /** It may work again: one at a time may try. */
  isOnTrial: boolean;
}

/** Why somebody has to wait. */
export type Obstacle = Pick<BrokenCircuit, 'name' | 'since' | 'nextTryAt'>;

export interface Breaker {
  /** All circuits that are broken now; what was known before is forgotten. */
  know(broken: readonly BrokenCircuit[]): void;
  /**
   * What `who` has to wait for: the circuit of that name, or any of the group. Null: nothing. On a trial, the first who asks
   * is the one who tries, for a minute or until something new is known.
   */
  obstacle(who: string, group: string, name: string | null, now: Date): Obstacle | null;
  /** Whether that circuit is broken, also on a trial: for those who only want to know, and take no turn by asking. */
  broken(group: string, name: string): Obstacle | null;
}

const TRIAL_MS = 60_000;

export function createBreaker(): Breaker {
  let known: readonly BrokenCircuit[] = [];
  const trials = new Map<string, { who: string; until: number }>();
  const keyOf = ({ group, name }: BrokenCircuit) => `${group}/${name}`;

  const mayTry = (who: string, circuit: BrokenCircuit, now: number): boolean => {
    if (!circuit.isOnTrial) return false;
    const trial = trials.get(keyOf(circuit));
    if (trial !== undefined && trial.until > now) return trial.who === who;
    trials.set(keyOf(circuit), { who, until: now + TRIAL_MS });
    return true;
  };
  return {
    know: (broken) => {
      known = broken;
      const onTrial = new Set(broken.filter(({ isOnTrial }) => isOnTrial).map(keyOf));
      for (const key of trials.keys()) if (!onTrial.has(key)) trials.delete(key);
    },
    obstacle: (who, group, name, now) => {
      const asked = known.filter((circuit) => circuit.group === group && (name === null || circuit.name === name));
      return asked.find((circuit) => !mayTry(who, circuit, now.getTime())) ?? null;
    },
    broken: (group, name) => known.find((circuit) => circuit.group === group && circuit.name === name) ?? null,
  };
}
