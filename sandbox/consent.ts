/** The page on which a person grants or denies access, in the words and order the four vendors have in common. */
import type { OAuthRules } from './oauth-rules.ts';

const NAMES = { INSTAGRAM: 'Instagram', TIKTOK: 'TikTok', YOUTUBE: 'YouTube', X: 'X' } as const;

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.codePointAt(0)};`);
}

export function consentPage(rules: OAuthRules, query: URLSearchParams, scopes: readonly string[]): string {
  const client = query.get(rules.clientIdParam) ?? '';
  const redirect = new URL(query.get('redirect_uri') ?? '');
  const hidden = [...query].map(
    ([name, value]) => `<input type="hidden" name="${escapeHtml(name)}" value="${escapeHtml(value)}">`,
  );
  const accounts = rules.accounts.map(
    (
      account,
      index,
    ) => `<label class="row"><input type="radio" name="sandbox_account" value="${escapeHtml(account.id)}"${index === 0 ? ' checked' : ''}>
      <span><b>${escapeHtml(account.displayName)}</b><small>@${escapeHtml(account.username)}</small></span></label>`,
  );
  const boxes = scopes.map((scope) => {
    const fixed = scope === rules.requiredScope;
    const box = fixed
      ? `<input type="checkbox" checked disabled><input type="hidden" name="sandbox_scopes" value="${escapeHtml(scope)}">`
      : `<input type="checkbox" name="sandbox_scopes" value="${escapeHtml(scope)}" checked>`;
    return `<label class="row">${box}<span><code>${escapeHtml(scope)}</code>${fixed ? '<small>required</small>' : ''}</span></label>`;
  });
  return page(
    `Sign in to ${NAMES[rules.platform]} (sandbox)`,
    `<p class="tag">Sandbox: nothing here reaches the real ${NAMES[rules.platform]}</p>
    <h1>${NAMES[rules.platform]}</h1>
    <p>The app <code>${escapeHtml(client)}</code> wants to use one of your accounts.</p>
    <form method="get">${hidden.join('')}<input type="hidden" name="sandbox_scopes" value="">
      <fieldset><legend>Account</legend>${accounts.join('')}</fieldset>
      <fieldset><legend>It will be able to</legend>${boxes.join('')}</fieldset>
      <p class="buttons"><button class="primary">Allow</button><button name="sandbox_deny" value="1">Deny</button></p>
      <p class="muted">You will return to ${escapeHtml(redirect.host)}.</p>
    </form>`,
  );
}

export function problemPage(platform: OAuthRules['platform'], problem: string): string {
  return page(
    'Invalid request',
    `<p class="tag">Sandbox of ${NAMES[platform]}</p><h1>This request is not valid</h1><p>${escapeHtml(problem)}</p>
    <p class="muted">The app that sent you here must correct its authorization address.</p>`,
  );
}

/** A small page in the sandbox's style; `body` is trusted HTML. */
export function page(title: string, body: string): string {
  return `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>${escapeHtml(title)}</title><style>
:root{color-scheme:light dark;font:16px/1.5 system-ui,sans-serif}body{margin:0;min-height:100vh;display:grid;place-items:center;background:light-dark(#f3f4f6,#101114)}
main{width:min(27rem,92vw);margin:2rem 0;padding:2rem;border-radius:1rem;background:light-dark(#fff,#1a1c20);box-shadow:0 8px 40px #0002;box-sizing:border-box;overflow-wrap:anywhere}
h1{margin:.2rem 0 .6rem;font-size:1.5rem}fieldset{border:0;padding:0;margin:1.2rem 0}legend{font-weight:600;padding:0;margin-bottom:.3rem}
.row{display:flex;gap:.7rem;align-items:center;padding:.45rem .7rem;border-radius:.6rem;cursor:pointer}.row:hover{background:#8881}small{display:block;opacity:.65}
code{font-size:.85em}.tag{display:inline-block;margin:0;padding:.15rem .6rem;border-radius:1rem;background:#f59e0b2e;font-size:.8rem}.muted{opacity:.65;font-size:.85rem}
.buttons{display:flex;gap:.6rem}button{font:inherit;padding:.6rem 1.4rem;border-radius:.6rem;border:1px solid #8886;background:none;cursor:pointer}
.primary{background:#2563eb;color:#fff;border-color:#2563eb;flex:1}</style><main>${body}</main></html>`;
}
