/** The pages a person opens: the four timelines side by side, and one post on its own. */
import { readFileSync } from 'node:fs';
import { escapeHtml, page } from './consent.ts';
import type { LivePost } from './core.ts';

const TIMELINES = readFileSync(new URL('./page.html', import.meta.url), 'utf8');

export function timelinesPage(): string {
  return TIMELINES;
}

export function permalinkPage(post: LivePost): string {
  const title = post.title === undefined || post.title === '' ? '' : `<h1>${escapeHtml(post.title)}</h1>`;
  const details = Object.entries({
    kind: post.kind,
    id: post.id,
    published: post.createdAt,
    media: post.mediaCount,
    visible: post.visible,
  })
    .map(([name, value]) => `<tr><td class="muted">${name}</td><td>${escapeHtml(String(value))}</td></tr>`)
    .join('');
  return page(
    `${post.username} on ${post.platform}`,
    `<p class="tag">Sandbox of ${post.platform}</p><p><b>@${escapeHtml(post.username)}</b></p>${title}
    <p style="white-space:pre-wrap">${escapeHtml(post.text)}</p>${media(post)}<table>${details}</table>
    <p class="muted">On the real platform: ${escapeHtml(post.permalink)}</p><p><a href="/">All timelines</a></p>`,
  );
}

/** Shows what was pulled from its source, while that still serves it. */
function media({ details }: LivePost): string {
  const urls = Array.isArray(details?.mediaUrls) ? details.mediaUrls : [];
  const types = Array.isArray(details?.mediaTypes) ? details.mediaTypes : [];
  return urls
    .filter((url) => typeof url === 'string')
    .map((url, index) =>
      types[index] === 'VIDEO'
        ? `<video controls muted style="width:100%" src="${escapeHtml(url)}"></video>`
        : `<img alt="" style="width:100%" src="${escapeHtml(url)}">`,
    )
    .join('');
}
