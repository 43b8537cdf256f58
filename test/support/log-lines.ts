/** A logger whose lines a test can read. */
import { createLogger, type Logger } from '../../src/lib/log.ts';

export interface LogLines {
  log: Logger;
  lines: Record<string, unknown>[];
}

export function logLines(): LogLines {
  const lines: Record<string, unknown>[] = [];
  const write = (line: string) => void lines.push(JSON.parse(line) as Record<string, unknown>);
  return { log: createLogger({ level: 'info', destination: { write } }), lines };
}
