import type { Frame } from '../../audio/frame.js';
import type { Party } from '../../audio/party.js';
import { CallwardenError } from '../../errors.js';
import { mediaPortRange } from '../media-ports.js';
import { AriBridge, AriChannel } from './ari-types.js';
import type { MediaPort } from './media/media-port.js';
import { openMedia } from './media/open-media.js';
import type { Pbx } from './pbx.js';

export interface TapOptions {
  /** The channel that is listened to or whispered to. */
  readonly channelId: string;
  /** `in`: what the channel's party says; `out`: what it hears. */
  readonly spy: 'in' | 'out' | 'none';
  /** `out`: what we send is heard by the channel's party alone; `both`: by both. */
  readonly whisper: 'none' | 'out' | 'both';
  readonly party: Party;
  /** In the ids on the PBX, for whoever looks there. */
  readonly purpose: string;
  /** ms since the call began. */
  readonly now: () => number;
  readonly onFrames: (frames: readonly Frame[]) => void;
  readonly signal: AbortSignal;
}

/** One snoop on a channel, joined to our own media channel: audio of one direction, from or to the PBX. */
export interface Tap extends AsyncDisposable {
  readonly media: MediaPort;
  /** Ids of the channels and the bridge on the PBX. */
  readonly ids: readonly string[];
  /** @throws CallwardenError CW_PBX_CALL_GONE when it was taken off meanwhile, and as `AriClient.get` */
  verify(): Promise<void>;
  /** Takes everything off the PBX again. Idempotent; never throws. */
  close(): Promise<void>;
}

/**
 * Puts a tap on a channel. The call itself is not touched: a snoop is a copy, and our death or silence stays behind it.
 * @throws CallwardenError CW_PBX_CALL_GONE when the call is over, CW_ABORTED, and as `AriClient.send`
 */
export async function attachTap(pbx: Pbx, options: TapOptions): Promise<Tap> {
  const { ari, line, arrivals, held } = pbx;
  const { channelId, spy, whisper, signal } = options;
  const { snoop, media, bridge } = pbx.names.fresh(options.purpose);
  const { party, now, onFrames } = options;
  const { format, url, timeoutMs } = line;
  const port = await openMedia(pbx.media, {
    ...{ party, format, url, timeoutMs, now, onFrames },
    host: pbx.host,
    ports: mediaPortRange(line),
  });

  const ids = [snoop, media, bridge];
  // Before the first request: a connection that is made meanwhile must not sweep it away.
  for (const id of ids) held.add(id);

  let closing: Promise<void> | undefined;
  const close = () => {
    closing ??= remove(pbx, [snoop, media], bridge)
      .then(() => port.close())
      .finally(() => {
        for (const id of ids) held.delete(id);
      });
    return closing;
  };
  const verify = async () => {
    const { channels } = await ari.get(AriBridge, `/bridges/${bridge}`, { signal });
    if (channels.includes(snoop) && channels.includes(media)) return;
    throw new CallwardenError('CW_PBX_CALL_GONE', 'A tap was taken off the PBX.');
  };
  const gone = new AbortController();
  const stop = AbortSignal.any([signal, gone.signal]);
  try {
    // All at once: every round trip is audio that is not heard.
    await settleAll(
      [
        arrivals.wait(snoop, line.timeoutMs, stop),
        arrivals.wait(media, line.timeoutMs, stop),
        ari.send('POST', `/bridges/${bridge}`, { query: { type: 'mixing', name: 'callwarden' }, signal }),
        ari.send('POST', `/channels/${encodeURIComponent(channelId)}/snoop/${snoop}`, {
          query: { spy, whisper, app: line.app, appArgs: 'callwarden' },
          signal,
        }),
        ari
          .post(AriChannel, '/channels/externalMedia', {
            body: {
              ...port.request,
              channelId: media,
              app: line.app,
              variables: { 'TIMEOUT(absolute)': String(line.maxCallMinutes * 60) },
            },
            signal,
          })
          .then((channel) => port.attached(channel, stop)),
      ],
      () => gone.abort(),
    );
    await ari.send('POST', `/bridges/${bridge}/addChannel`, { body: { channel: [snoop, media] }, signal });
    port.begin();
  } catch (thrown) {
    await close();
    throw thrown;
  }
  return { media: port, ids, verify, close, [Symbol.asyncDispose]: close };
}

/** Waits for all; the first failure stops the others and is thrown once they have stopped. */
async function settleAll(work: readonly Promise<void>[], stop: () => void): Promise<void> {
  let first: unknown;
  await Promise.all(
    work.map((one) =>
      one.catch((thrown: unknown) => {
        first ??= thrown;
        stop();
      }),
    ),
  );
  if (first !== undefined) throw first;
}

/** Takes channels and a bridge off the PBX. What is gone already is no error, and neither is a PBX that is gone. */
async function remove({ ari }: Pbx, channels: readonly string[], bridge: string): Promise<void> {
  const ignore = (thrown: unknown) => {
    if (!(thrown instanceof CallwardenError)) throw thrown;
  };
  await Promise.all(channels.map((id) => ari.send('DELETE', `/channels/${id}`).catch(ignore)));
  await ari.send('DELETE', `/bridges/${bridge}`).catch(ignore);
}
