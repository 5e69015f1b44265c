import type { Sink } from '../../config/alerts.js';
import type { Config, Line } from '../../config/schema.js';
import { CallwardenError } from '../../errors.js';
import {
  addressOf,
  describeAddress,
  isLoopback,
  isPrivate,
  type NetworkAddress,
  parseAddress,
} from '../../network/address.js';
import type { AlertSink } from './alert-sink.js';
import { CommandSink } from './command-sink.js';
import { DesktopSink } from './desktop-sink.js';
import { PbxActionsSink } from './pbx-actions-sink.js';
import { WebhookSink } from './webhook-sink.js';

/**
 * All sinks that the configuration has, and what the lines themselves do at an alert, where they may do something.
 * @throws CallwardenError CW_CONFIG_INVALID when a sink leads out of the own network unlisted, or lacks what it names
 */
export async function openSinks({
  lines,
  alerts,
  network,
}: Pick<Config, 'lines' | 'alerts' | 'network'>): Promise<AlertSink[]> {
  const allowed = network.allow.map(parseAddress);
  for (const sink of alerts.sinks) if ('url' in sink) refuseStranger(sink.name, addressOf(sink.url), allowed);
  const onLines = lines.some(canAct) ? [new PbxActionsSink()] : [];
  return [...onLines, ...(await Promise.all(alerts.sinks.map(openSink)))];
}

async function openSink(sink: Sink): Promise<AlertSink> {
  switch (sink.kind) {
    case 'command':
      return new CommandSink(sink);
    case 'webhook':
      return WebhookSink.open(sink);
    case 'mqtt': {
      // A large package: loaded for those alone who have a broker.
      const { MqttSink } = await import('./mqtt-sink.js');
      return MqttSink.open(sink);
    }
    case 'desktop':
      return new DesktopSink(sink);
  }
}

function canAct(line: Line): boolean {
  if (line.kind !== 'asterisk') return false;
  const { warn, hangUp, text, variable } = line.actions;
  return warn || hangUp || text || variable !== null;
}

/** This machine and private networks go by themselves; a name is not known to be either. */
function refuseStranger(
  name: string,
  address: NetworkAddress & { readonly port: number },
  allowed: readonly NetworkAddress[],
): void {
  const { host, port } = address;
  if (isLoopback(host) || isPrivate(host)) return;
  if (allowed.some((one) => one.host === host && one.port === port)) return;
  const shown = describeAddress(address);
  throw new CallwardenError(
    'CW_CONFIG_INVALID',
    `alerts.sinks: ${name} sends to ${shown}, which is not known to be in your own network: if it is meant, write \`${shown}\` under \`network.allow\`.`,
  );
}
