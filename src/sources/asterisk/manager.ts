import type { AsteriskLine } from '../../config/asterisk-line.js';
import { CallwardenError } from '../../errors.js';
import { askPbx } from './pbx-request.js';

type ManagerLine = Pick<AsteriskLine, 'url' | 'timeoutMs'>;
type ManagerLogin = NonNullable<AsteriskLine['actions']['manager']>;

/**
 * Sends a text inside the dialog of a call (RFC 3428, a MESSAGE of the dialog itself): phones show it with the call. ARI cannot, so
 * the manager interface (AMI) of the same HTTP server does it: one login, one action, one logoff.
 * @param channel name of the channel, e.g. `PJSIP/201-0000002a`
 * @throws CallwardenError CW_PBX_UNREACHABLE, CW_PBX_LOGIN, CW_PBX_SILENT, CW_PBX_REFUSED, CW_ABORTED
 */
export async function sendTextInDialog(
  line: ManagerLine,
  login: ManagerLogin,
  {
    channel,
    text,
    signal,
  }: { readonly channel: string; readonly text: string; readonly signal: AbortSignal },
): Promise<void> {
  const manager = new Manager(line, signal);
  const { user, password } = login;
  if (!(await manager.act({ action: 'login', username: user, secret: password })).ok) {
    throw new CallwardenError('CW_PBX_LOGIN', 'The PBX refuses the user or password of `actions.manager`.');
  }
  // A message is one line: AMI ends a field at the end of the line.
  const sent = await manager.act({ action: 'sendtext', channel, message: text.replace(/\s+/g, ' ') });
  await manager.act({ action: 'logoff' });
  if (!sent.ok) {
    throw new CallwardenError(
      'CW_PBX_REFUSED',
      `The PBX did not send the text to ${channel}: ${sent.message}.`,
    );
  }
}

/** AMI over HTTP: a session is a cookie. */
class Manager {
  #cookie = '';

  constructor(
    private readonly line: ManagerLine,
    private readonly signal: AbortSignal,
  ) {}

  async act(fields: Record<string, string>): Promise<{ readonly ok: boolean; readonly message: string }> {
    const { url, timeoutMs } = this.line;
    // ARI and AMI stand side by side below the server's prefix. Posted, so that no log of addresses has the password.
    const address = url.replace(/\/ari\/?$/, '/rawman');
    const headers: Record<string, string> = this.#cookie ? { cookie: this.#cookie } : {};
    const init = { method: 'POST', headers, body: new URLSearchParams(fields) };
    const what = `POST /rawman ${fields['action']}`;
    const { response, text } = await askPbx(address, init, { what, url, timeoutMs, signal: this.signal });
    this.#cookie ||= /^[^;]+/.exec(response.headers.get('set-cookie') ?? '')?.[0] ?? '';
    if (response.status === 404) {
      const how = 'set `enabled` and `webenabled` in manager.conf, docs/asterisk.md';
      throw new CallwardenError('CW_PBX_REFUSED', `The PBX has no manager interface over HTTP: ${how}.`);
    }
    const message = /^Message: (.*?)\r?$/m.exec(text)?.[1] ?? `it answered ${response.status}`;
    return { ok: /^Response: (Success|Goodbye)\r?$/m.test(text), message };
  }
}
