/** The cage that all tests of a file share; its processes end when nobody is there any more. */
import { createExaminer } from '../../src/lib/media/examiner.ts';

export const testExaminer = createExaminer();
