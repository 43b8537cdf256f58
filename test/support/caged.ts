/** The inside of a cage for tests: tasks that behave, and tasks that do what must not hurt anybody. */
import { Buffer } from 'node:buffer';
import { serveCage, UnreadableBytes } from '../../src/lib/cage/inside.ts';

export type TestTasks = {
  double: { input: number; answer: number; question: never; reply: never };
  ask: { input: string; answer: string; question: string; reply: string };
  refuse: { input: string; answer: never; question: never; reply: never };
  fail: { input: string; answer: never; question: never; reply: never };
  environment: { input: null; answer: string[]; question: never; reply: never };
  pid: { input: null; answer: number; question: never; reply: never };
  harm: { input: keyof typeof HARM; answer: never; question: never; reply: never };
};

/** Each of these ends a whole process when a thread of it does it, whatever limits the thread has. */
const HARM = {
  spin: () => {
    for (;;);
  },
  'a growing array': () => {
    const values: number[] = [];
    for (let value = 0; ; value += 1) values.push(value);
  },
  'a growing map': () => {
    const values = new Map<number, number>();
    for (let value = 0; ; value += 1) values.set(value, value);
  },
  'memory outside the heap': () => {
    const buffers: Buffer[] = [];
    for (;;) buffers.push(Buffer.alloc(16 * 1024 * 1024, 1));
  },
  crash: () => process.abort(),
} satisfies Record<string, () => void>;

serveCage<TestTasks>({
  double: async (value) => value * 2,
  ask: async (question, ask) => ask(question),
  refuse: async (why) => {
    throw new UnreadableBytes(why);
  },
  fail: async (why) => {
    throw new Error(why);
  },
  environment: async () => Object.keys(process.env),
  pid: async () => process.pid,
  harm: async (name) => {
    HARM[name]();
    throw new Error('it did no harm');
  },
});
