/** The entry of the processes that examine files. */
import { enableCompileCache } from 'node:module';
import { serveCage } from '../cage/inside.ts';
import { examine } from './examine.ts';
import type { MediaTasks } from './examiner.ts';
import { createMediaFile } from './file-reader.ts';

enableCompileCache();
serveCage<MediaTasks>({
  examine: ({ bytes, mimeType }, read) => examine(createMediaFile(bytes, read), mimeType),
});
