/** What an image is, and how large it is shown. */
import { imageSize } from 'image-size';

/** Cameras store pictures as their sensor lies, with a mark of how far to turn them; marks of 5 and more turn by a quarter. */
const FIRST_QUARTER_TURN = 5;

/** undefined: the bytes are no image. */
export function pictureFacts(bytes: Buffer): { type: string | undefined; width: number; height: number } | undefined {
  const found = measured(bytes);
  if (found === undefined) return undefined;
  const { type, width, height, orientation = 1 } = found;
  return orientation >= FIRST_QUARTER_TURN ? { type, width: height, height: width } : { type, width, height };
}

function measured(bytes: Buffer): ReturnType<typeof imageSize> | undefined {
  try {
    return imageSize(bytes);
  } catch (error) {
    // The library throws on anything it cannot measure.
    if (!(error instanceof Error)) throw error;
    return undefined;
  }
}
