/** Group commit: calls that arrive at the same time share one transaction, and none suffers for its neighbours. */

/** What a group answers for a member that needs a call of its own. */
export const ALONE = Symbol('alone');

export interface GroupOptions {
  /** Calls in one group. */
  most?: number;
  /** Groups at the same time; further calls wait and form the next group. */
  lanes?: number;
  /**
   * After this time a group keeps its lane no longer: its connection may be dead without having said so, which takes a
   * quarter of an hour to be noticed, and everybody else would wait for that.
   */
  patienceMs?: number;
  /** Told when a group of several broke and its members are run one by one: slower, and perhaps a defect. */
  onBroken?: (error: unknown, members: number) => void;
}

/**
 * `run` gets the calls of one turn of the event loop, or of the time in which all lanes were taken, and answers in their
 * order. In a group it must not wait for anybody else's lock; a member answered with `ALONE`, and every member of a group
 * that throws, is run again as a group of one with `isAlone`, where it may wait and throw for itself.
 */
export function grouped<Input, Output>(
  run: (group: readonly Input[], isAlone: boolean) => Promise<readonly (Output | typeof ALONE)[]>,
  { most = 100, lanes = 4, patienceMs = 5_000, onBroken }: GroupOptions = {},
): (input: Input) => Promise<Output> {
  interface Call {
    input: Input;
    resolve: (output: Output) => void;
    reject: (error: unknown) => void;
  }
  let waiting: Call[] = [];
  let taken = 0;
  let isPlanned = false;

  const alone = async ({ input, resolve, reject }: Call) => {
    try {
      const [output] = await run([input], true);
      if (output === undefined || output === ALONE) throw new Error('a call that runs alone has no answer');
      resolve(output);
    } catch (error) {
      reject(error);
    }
  };
  const together = async (calls: readonly Call[]) => {
    let outputs: readonly (Output | typeof ALONE)[] = [];
    try {
      outputs = await run(
        calls.map(({ input }) => input),
        false,
      );
    } catch (error) {
      if (calls.length > 1) onBroken?.(error, calls.length);
      // Whose fault it was shows when each is run by itself; then it is thrown to whom it belongs.
    }
    for (const [index, call] of calls.entries()) {
      const output = outputs[index];
      if (output === undefined || output === ALONE) void alone(call);
      else call.resolve(output);
    }
  };
  const start = () => {
    isPlanned = false;
    while (taken < lanes && waiting.length > 0) {
      const calls = waiting.slice(0, most);
      waiting = waiting.slice(most);
      occupy(together(calls));
    }
  };
  const occupy = (group: Promise<void>) => {
    taken++;
    let isFree = false;
    const free = () => {
      if (isFree) return;
      isFree = true;
      taken--;
      start();
    };
    const patience = setTimeout(free, patienceMs).unref();
    void group.finally(() => {
      clearTimeout(patience);
      free();
    });
  };
  return (input) =>
    new Promise((resolve, reject) => {
      waiting.push({ input, resolve, reject });
      if (isPlanned) return;
      isPlanned = true;
      setImmediate(start);
    });
}
