import { CallwardenError } from '../../errors.js';
import type { CallActions } from '../call-source.js';
import { isCallGone } from './ari-client.js';
import type { AriChannel } from './ari-types.js';
import { sendTextInDialog } from './manager.js';
import type { Pbx } from './pbx.js';
import { consentBeep, recordedSound, warningSound } from './sounds.js';
import { type WhisperOptions, whisper } from './whisper.js';

/** What may be done to a call, as far as the configuration asks for it. @param signal fires when the call is over */
export function callActions(pbx: Pbx, channel: AriChannel, signal: AbortSignal): CallActions {
  const { ari, line } = pbx;
  const path = `/channels/${encodeURIComponent(channel.id)}`;
  const { warn, hangUp, variable, text } = line.actions;
  return {
    ...(warn ? { warn: onlyOnce((stop) => playWarning(pbx, channel, stop), signal) } : {}),
    ...(hangUp ? { hangUp: () => end(pbx, path, signal) } : {}),
    ...(variable === null
      ? {}
      : {
          // ARI sets plain variables only of channels in an application of its own; a shared one it can set anywhere.
          setVariable: (value: string) => {
            const shared = `SHARED(${variable},${channel.name})`;
            return ari.send('POST', '/asterisk/variable', { query: { variable: shared, value }, signal });
          },
        }),
    ...(text ? { sendText: (message: string) => sendText(pbx, channel, message, signal) } : {}),
  };
}

/** Lets both parties hear a beep, now and from time to time, until the signal fires. */
export function beepRegularly(pbx: Pbx, channel: AriChannel, signal: AbortSignal): void {
  if (signal.aborted) return;
  const sound = consentBeep();
  // A beep that could not be played is tried again at the next turn.
  const play = () =>
    void whisper(pbx, { channelId: channel.id, to: 'both', sound, signal }).catch(ignoreKnown);
  const timer = setInterval(play, pbx.line.actions.beepEverySeconds * 1000);
  signal.addEventListener('abort', () => clearInterval(timer), { once: true });
  play();
}

/** Lets both parties hear the announcement of the line, if it has one. @throws CallwardenError as `whisper` */
export async function announce(pbx: Pbx, channel: AriChannel, signal: AbortSignal): Promise<void> {
  const file = pbx.line.actions.announce;
  if (file === null) return;
  await say(pbx, { channelId: channel.id, to: 'both', sound: await recordedSound(file), signal });
}

/**
 * Ends a call that we hear. One that we hear no more is left alone: it may go on with somebody whom we must not hear.
 * The signal is not for the request: the call can be seen to end before the PBX has answered, and then all is well.
 */
async function end({ ari }: Pbx, path: string, over: AbortSignal): Promise<void> {
  if (over.aborted) return;
  await ari.send('DELETE', path, { query: { reason: 'normal' } }).catch((thrown: unknown) => {
    if (!isCallGone(thrown)) throw thrown; // somebody else has hung up: what was wanted
  });
}

async function playWarning(pbx: Pbx, channel: AriChannel, signal: AbortSignal): Promise<void> {
  await say(pbx, { channelId: channel.id, to: 'out', sound: await warningSound(), signal });
}

/** Whispers; when the tap is taken off under the sound while the call goes on, once more from its beginning. @throws as `whisper` */
async function say(pbx: Pbx, options: WhisperOptions): Promise<void> {
  await whisper(pbx, options).catch((thrown: unknown) => {
    if (!isCallGone(thrown) || options.signal.aborted) throw thrown;
    return whisper(pbx, options);
  });
}

/** Inside the call's dialog where the manager interface is there, else as a message of its own to the phone. */
async function sendText(pbx: Pbx, channel: AriChannel, body: string, signal: AbortSignal): Promise<void> {
  const { manager } = pbx.line.actions;
  if (manager) {
    await sendTextInDialog(pbx.line, manager, { channel: channel.name, text: body, signal });
    return;
  }
  // `PJSIP/alice-0000002a`: technology, endpoint, number of the call.
  const [, technology, endpoint] = /^([^/]+)\/(.+)-[0-9a-f]+$/i.exec(channel.name) ?? [];
  if (!technology || !endpoint) {
    throw new CallwardenError('CW_PBX_REFUSED', `No text can be sent to ${channel.name}.`);
  }
  const path = `/endpoints/${encodeURIComponent(technology)}/${encodeURIComponent(endpoint)}/sendMessage`;
  await pbx.ari.send('PUT', path, { query: { from: 'sip:callwarden', body }, signal });
}

/** While it is being done, asking for it again gives the same. */
function onlyOnce(
  work: (signal: AbortSignal) => Promise<void>,
  over: AbortSignal,
): (signal?: AbortSignal) => Promise<void> {
  let running: Promise<void> | undefined;
  return (signal) => {
    running ??= work(signal ? AbortSignal.any([signal, over]) : over).finally(() => {
      running = undefined;
    });
    return running;
  };
}

function ignoreKnown(thrown: unknown): void {
  if (!(thrown instanceof CallwardenError)) throw thrown;
}
