/** Child process, reference: a file streamed from disk with one undici PUT per chunk. */
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Agent, request } from 'undici';
import { serveCommands } from '../child.ts';

const agent = new Agent({ pipelining: 1, headersTimeout: 0, bodyTimeout: 0 });

const commands = {
  upload: async ({ file, url, chunkBytes }: { file: string; url: string; chunkBytes: number }) => {
    const total = (await stat(file)).size;
    for (let start = 0; start < total; start += chunkBytes) {
      const end = Math.min(start + chunkBytes, total);
      const answer = await request(url, {
        dispatcher: agent,
        method: 'PUT',
        headers: { 'content-length': String(end - start), 'content-range': `bytes ${start}-${end - 1}/${total}` },
        body: createReadStream(file, { start, end: end - 1, highWaterMark: 256 * 1024 }),
      });
      await answer.body.dump();
    }
  },
  stop: async () => {
    await agent.close();
  },
};
export type BarePut = typeof commands;

serveCommands(commands);
