/** Reads `/metrics` as Prometheus does. */
import { request } from 'undici';

export const METRICS_SECRET = 'a-secret-for-metrics-of-tests';

export interface Sample {
  name: string;
  labels: Readonly<Record<string, string>>;
  value: number;
}

export const scrape = async (origin: string, path = '/metrics'): Promise<Sample[]> =>
  samplesIn(await pageOf(origin, path));

/** The type of each metric, also of those that have no series yet. */
export const typesIn = async (origin: string): Promise<Map<string, string>> =>
  new Map(
    [...(await pageOf(origin, '/metrics')).matchAll(/^# TYPE (\w+) (\w+)$/gm)].map(([, name = '', type = '']) => [
      name,
      type,
    ]),
  );

async function pageOf(origin: string, path: string): Promise<string> {
  const answer = await request(`${origin}${path}`, { headers: { authorization: `Bearer ${METRICS_SECRET}` } });
  const text = await answer.body.text();
  if (answer.statusCode !== 200) throw new Error(`${path} answers ${answer.statusCode}: ${text}`);
  return text;
}

const samplesIn = (text: string): Sample[] =>
  text.split('\n').flatMap((line) => {
    const [, name, labels = '', value] = /^([a-zA-Z_:]\w*)(?:\{(.*)\})? (\S+)$/.exec(line) ?? [];
    if (name === undefined) return [];
    const pairs = [...labels.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(([, label = '', text = '']) => [label, text]);
    return [{ name, labels: Object.fromEntries(pairs), value: Number(value) }];
  });

/** The sum over all series with these labels; undefined where there is none. */
export function sumOf(samples: readonly Sample[], name: string, labels: Readonly<Record<string, string>> = {}) {
  const fitting = samples.filter(
    (sample) => sample.name === name && Object.entries(labels).every(([label, text]) => sample.labels[label] === text),
  );
  return fitting.length === 0 ? undefined : fitting.reduce((sum, { value }) => sum + value, 0);
}
