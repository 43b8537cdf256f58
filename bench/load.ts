/** Requests over a fixed number of connections for a fixed time; every answer is read, and a wrong one ends the run. */
import { Pool } from 'undici';

export interface Load {
  url: string;
  headers?: Record<string, string>;
  /** Called for each request. */
  body: () => unknown;
  connections: number;
  seconds: number;
  /** What every answer must contain, and none may. */
  expect: { has: string; hasNot?: string };
}

/** Requests per second. */
export async function rate({ url, headers, body, connections, seconds, expect }: Load): Promise<number> {
  const { origin, pathname } = new URL(url);
  const pool = new Pool(origin, { connections, pipelining: 1 });
  const deadline = performance.now() + seconds * 1_000;
  let answered = 0;
  const client = async () => {
    while (performance.now() < deadline) {
      const answer = await pool.request({
        method: 'POST',
        path: pathname,
        headers: { 'content-type': 'application/json', accept: 'application/json', ...headers },
        body: JSON.stringify(body()),
      });
      const text = await answer.body.text();
      const isWrong = !text.includes(expect.has) || (expect.hasNot !== undefined && text.includes(expect.hasNot));
      if (answer.statusCode !== 200 || isWrong)
        throw new Error(`unexpected answer ${answer.statusCode} of ${url}: ${text.slice(0, 500)}`);
      answered++;
    }
  };
  const startedAt = performance.now();
  await Promise.all(Array.from({ length: connections }, client));
  const rateOfAll = (answered / (performance.now() - startedAt)) * 1_000;
  await pool.close();
  return rateOfAll;
}
