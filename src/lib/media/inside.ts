/** The entry of the processes that examine files. */
import { enableCompileCache } from 'node:module';
import { serveCage } from '../cage/inside.ts';
import type { MediaTasks } from './examiner.ts';
import { createMediaFile } from './file-reader.ts';
import { probe } from './probe.ts';

enableCompileCache();
serveCage<MediaTasks>({
  examine: ({ bytes, mimeType }, read) => probe(createMediaFile(bytes, read), mimeType),
});
