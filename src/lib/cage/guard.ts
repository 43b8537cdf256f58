/**
 * The second thread of a caged process: ends the process when a limit is exceeded or the host is gone, however busy the
 * first thread is.
 */
import { writeSync } from 'node:fs';
import { workerData } from 'node:worker_threads';
import { END_MARK, type InsideLimits } from './protocol.ts';

const LOOK_EVERY_MS = 50;

/**
 * `running` holds the processor time at which the current task began, in microseconds (negative = none runs), and the
 * limit of the task, in milliseconds.
 */
const { limits, running, hostPid } = workerData as {
  limits: InsideLimits;
  running: Float64Array<SharedArrayBuffer>;
  hostPid: number;
};

const end = (mark: string) => {
  writeSync(2, `${mark}\n`);
  process.kill(process.pid, 'SIGKILL');
};

setInterval(() => {
  // An orphan gets another parent.
  if (process.ppid !== hostPid) process.kill(process.pid, 'SIGKILL');
  if (process.memoryUsage.rss() > limits.memoryMb * 1024 * 1024) end(END_MARK.memory);
  const [since = -1, cpuMs = limits.cpuMs] = running;
  if (since < 0) return;
  const { user, system } = process.cpuUsage();
  if (user + system - since > cpuMs * 1_000) end(END_MARK.time);
}, LOOK_EVERY_MS);
