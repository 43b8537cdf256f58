/** The result as a markdown table, for the terminal and for docs/benchmarks.md. */
import type { Line } from './support.ts';

export function table(lines: readonly Line[], machine: string): string {
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
  return [`Measured on ${machine}.`, '', line(header), line(header.map(() => '---')), ...rows.map(line)].join('\n');
}

export const document = (result: string, command: string): string => `# Benchmarks

\`${command}\` measured all of this and wrote this page. The benchmark brings its own Postgres, with fsync on, and its own
stand-ins of the platforms. The full form takes about ten minutes; \`-- --short\` uses smaller numbers and writes this
page only with \`--save\`; \`-- --only trickle,burst\` runs single rows.

Times depend on the machine and on who else uses it. Read the ratios: each reference in \`bench/floor\` is the least code
that does the job at all, runs in turns with Slipway in the same minutes, and promises nothing that Slipway promises.

${result}
`;
