/** The result as a markdown table, for the terminal and for docs/benchmarks.md. */
import type { Line } from './support.ts';

/** What stands in the table for a row that broke off. */
export const failure = (row: string, error: unknown): Line => ({
  what: `the row \`${row}\``,
  measured: `failed: ${(error instanceof Error ? error.message : String(error)).split('\n', 1)[0]}`,
  floor: null,
  ratio: null,
  goal: 'to end',
  reached: false,
});

export function table(lines: readonly Line[], run: { machine: string; seconds: number }): string {
  const rows = lines.map(({ what, measured, floor, ratio, goal, reached }) => [
    what,
    measured,
    floor ?? '–',
    ratio === null ? '–' : `${ratio.toFixed(2)} ×`,
    goal,
    reached ? 'yes' : '**no**',
  ]);
  const header = ['what', 'measured', 'reference in the same run', 'ratio', 'goal', 'reached'];
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const reached = lines.filter((one) => one.reached).length;
  const minutes = (run.seconds / 60).toFixed(1);
  const head = `Measured in ${minutes} minutes on ${run.machine}. ${reached} of ${lines.length} goals are reached.`;
  return [head, '', line(header), line(header.map(() => '---')), ...rows.map(line)].join('\n');
}

export const document = (result: string, command: string): string => `# Benchmarks

\`${command}\` measured all of this and wrote this page. The benchmark brings its own Postgres, with fsync on, and its own
stand-ins of the platforms. The full form takes more than twenty minutes, of which a platform hangs for ten; \`-- --short\`
uses smaller numbers and writes this page only with \`--save\`; \`-- --only trickle,burst\` runs single rows.

Times depend on the machine and on who else uses it. Read the ratios: each reference in \`bench/floor\` is the least code
that does the job at all, runs in turns with Slipway in the same minutes, and promises nothing that Slipway promises.

${result}
`;
