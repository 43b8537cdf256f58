/** Value formats that several variables share. */
import { z } from 'zod';

/** An http(s) address to which paths are appended. */
export const baseUrl = (text: string, ctx: z.RefinementCtx<string>): string => {
  const url = URL.parse(text);
  const isHttp = url !== null && (url.protocol === 'https:' || url.protocol === 'http:');
  if (!isHttp || url.search !== '' || url.hash !== '' || url.username !== '' || url.password !== '') {
    ctx.addIssue({ code: 'custom', message: 'must be an http(s) URL without credentials, query and fragment' });
    return z.NEVER;
  }
  return url.href.replace(/\/+$/, '');
};
