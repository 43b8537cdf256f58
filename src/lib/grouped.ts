/** Group commit: calls that arrive at the same time share one transaction, and a failing one does not harm the others. */

/** How a group treats locks of others, and members that it cannot serve. */
export interface Turn {
  /** The end of a locking clause: a group does not wait for locks. */
  readonly skipLocked: '' | ' SKIP LOCKED';
  /** The name of the prepared statement with this end. */
  named(statement: string): string;
  /** Refuses a member: thrown if it is alone; in a group it gets no answer. */
  refuse(reason: Error): void;
  /** The answer for a member whose row was not found. In a group the row may only be locked, so there is no answer. */
  missing<T>(answer: T): T | undefined;
}

/** Members without an answer are run again, each alone. */
export const IN_COMPANY: Turn = {
  skipLocked: ' SKIP LOCKED',
  named: (statement) => `${statement}_together`,
  refuse: () => undefined,
  missing: () => undefined,
};
/** A group of one may wait for locks and throw for itself. */
export const BY_ITSELF: Turn = {
  skipLocked: '',
  named: (statement) => statement,
  refuse: (reason) => {
    throw reason;
  },
  missing: (answer) => answer,
};

export interface GroupOptions {
  /** Calls in one group. */
  most?: number;
  /** Groups at the same time; further calls wait and form the next group. */
  lanes?: number;
  /**
   * After this time a group gives up its lane: its connection may be dead without notice, which takes a quarter of an
   * hour to be detected, and all others would wait for it.
   */
  patienceMs?: number;
  /** Called when a group of several failed and its members are run one by one: slower, and perhaps a defect. */
  onBroken?: (error: unknown, members: number) => void;
}

/**
 * `run` gets the calls of one turn of the event loop, or of the time in which all lanes were taken, and answers in
 * their order. A member without an answer (undefined), and every member of a group that throws, is run again alone.
 */
export function grouped<Input, Output>(
  run: (group: readonly Input[], turn: Turn) => Promise<readonly (Output | undefined)[]>,
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
      const [output] = await run([input], BY_ITSELF);
      if (output === undefined) throw new Error('a call that runs alone has no answer');
      resolve(output);
    } catch (error) {
      reject(error);
    }
  };
  const together = async (calls: readonly Call[]) => {
    let outputs: readonly (Output | undefined)[] = [];
    try {
      outputs = await run(
        calls.map(({ input }) => input),
        IN_COMPANY,
      );
    } catch (error) {
      if (calls.length > 1) onBroken?.(error, calls.length);
      // Running each alone shows which one failed; its caller gets the error.
    }
    for (const [index, call] of calls.entries()) {
      const output = outputs[index];
      if (output === undefined) void alone(call);
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
